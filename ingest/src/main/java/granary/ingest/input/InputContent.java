package granary.ingest.input;

import granary.failure.InvalidRequestException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * An open input file: its content, unpacked by what its first bytes say, and in the end the digest
 * of what is stored. Owned by one thread.
 */
public final class InputContent implements Closeable {
  private static final byte[] AVRO = {'O', 'b', 'j', 1};
  private static final byte[] PARQUET = {'P', 'A', 'R', '1', 0x15};
  private static final byte[] ORC = {'O', 'R', 'C', 0x0a};

  private final InputFile file;
  private final StoredBytes stored;
  private final Compression compression;
  private final InputStream text;

  private InputContent(
      InputFile file, StoredBytes stored, Compression compression, InputStream text) {
    this.file = file;
    this.stored = stored;
    this.compression = compression;
    this.text = text;
  }

  /**
   * Opens a file.
   *
   * @throws InvalidRequestException if it is gone, damaged, or not of its format at all
   * @throws IOException if its file system fails; a retry is safe
   */
  public static InputContent open(InputFile file, Configuration hadoop) throws IOException {
    Path path = new Path(file.readFrom());
    StoredBytes stored;
    try {
      stored = new StoredBytes(path.getFileSystem(hadoop).open(path));
    } catch (FileNotFoundException e) {
      throw new InvalidRequestException(
          "Cannot ingest " + file.path() + ": the file is gone (" + file.readFrom() + ")", e);
    }
    try {
      byte[] first = stored.peek(Compression.MAGIC_BYTES);
      Compression compression = Compression.of(first);
      if (first.length == 0) {
        refuseEmpty(file);
      } else if (compression == Compression.NONE) {
        refuseForeign(file, first);
      }
      return new InputContent(file, stored, compression, unpacked(file, compression, stored));
    } catch (IOException | RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  /**
   * The SHA-256 of a file's bytes as stored, in hexadecimal.
   *
   * @throws IOException if it cannot be read
   */
  public static String digest(InputFile file, Configuration hadoop) throws IOException {
    Path path = new Path(file.readFrom());
    try (StoredBytes stored = new StoredBytes(path.getFileSystem(hadoop).open(path))) {
      stored.drain();
      return stored.digest();
    }
  }

  private static InputStream unpacked(InputFile file, Compression compression, StoredBytes stored)
      throws IOException {
    if (!compression.isKnown()) {
      throw new InvalidRequestException(
          "Cannot ingest "
              + file.path()
              + ": it is "
              + compression.word()
              + ", which is not read; unpack it, or pack it again as .gz, .zst or .bz2");
    }
    try {
      return compression.unpack(stored);
    } catch (IOException e) {
      if (stored.hasFailed()) {
        throw e;
      }
      throw damaged(file, compression, e);
    }
  }

  /** No bytes at all are an empty text, but nothing that was packed. */
  private static void refuseEmpty(InputFile file) {
    Compression named = Compression.named(file.path());
    if (named != Compression.NONE) {
      throw damaged(file, named, new EOFException("the file is empty"));
    }
  }

  /** Bytes that are none of a text's, whatever its name says. */
  private static void refuseForeign(InputFile file, byte[] first) {
    boolean avro = isAvro(first);
    if (file.format() == InputFormat.AVRO) {
      if (!avro) {
        throw new InvalidRequestException(
            "Cannot ingest "
                + file.path()
                + ": it is not an Avro container file of version 1, which begins with 'Obj' and 1");
      }
    } else if (avro) {
      throw new InvalidRequestException(
          "Cannot ingest " + file.path() + ": it is an Avro container file; give --format avro");
    } else if (Compression.begins(first, PARQUET) || Compression.begins(first, ORC)) {
      throw new InvalidRequestException(
          "Cannot ingest "
              + file.path()
              + ": it is a Parquet or ORC file, which is not read; write it as Avro, CSV or JSON"
              + " lines");
    }
  }

  /** Whether a file that begins with these bytes is an Avro container file. */
  static boolean isAvro(byte[] first) {
    return Compression.begins(first, AVRO);
  }

  private static InvalidRequestException damaged(
      InputFile file, Compression compression, Exception cause) {
    return new InvalidRequestException(
        "Cannot ingest "
            + file.path()
            + ": its "
            + compression.word()
            + " data are damaged or end early ("
            + cause.getMessage()
            + ")",
        cause);
  }

  /** The file's URI, for messages. */
  public String path() {
    return file.path();
  }

  /** Reads the text; damage to the compressed data is the input's fault, not the file system's. */
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      return text.read(target, offset, length);
    } catch (IOException e) {
      if (stored.hasFailed() || compression == Compression.NONE) {
        throw e;
      }
      throw damaged(file, compression, e);
    } catch (IndexOutOfBoundsException | IllegalStateException e) {
      // What libraries that unpack do at some damage that they do not expect.
      throw damaged(file, compression, e);
    }
  }

  /** Whether the text is packed, so that its offsets are not those in the file. */
  public boolean isPacked() {
    return compression != Compression.NONE;
  }

  /** Stored bytes read so far, for progress. */
  public long storedBytesRead() {
    return stored.count();
  }

  /**
   * Reads what is left and checks that the file is what was listed.
   *
   * @return the SHA-256 of its bytes as stored, in hexadecimal
   * @throws InvalidRequestException if its length is another than when it was listed
   */
  public String finish() throws IOException {
    long length = stored.drain();
    if (length != file.length()) {
      throw new InvalidRequestException(
          "Cannot ingest "
              + file.path()
              + ": it changed while it was read (bytes listed: "
              + file.length()
              + ", bytes read: "
              + length
              + ")");
    }
    return stored.digest();
  }

  @Override
  public void close() throws IOException {
    if (text != stored) {
      text.close();
    }
    stored.close();
  }
}
