package granary.ingest.input;

import granary.failure.InvalidRequestException;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * An open input file: its text, decompressed by what its first bytes say, and in the end the digest
 * of what is stored. Owned by one thread.
 */
public final class InputContent implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final InputFile file;
  private final StoredBytes stored;
  private final InputStream text;

  private InputContent(InputFile file, StoredBytes stored, InputStream text) {
    this.file = file;
    this.stored = stored;
    this.text = text;
  }

  /**
   * Opens a file.
   *
   * @throws InvalidRequestException if it is gone, or compressed in a way that is not read yet
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
      return new InputContent(file, stored, decompressed(file, stored));
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

  private static InputStream decompressed(InputFile file, StoredBytes stored) throws IOException {
    byte[] first = stored.peek(4);
    if (begins(first, 0x1f, 0x8b)) {
      try {
        return new GZIPInputStream(stored, BUFFER_BYTES);
      } catch (EOFException | ZipException e) {
        throw damaged(file, e);
      }
    }
    if (begins(first, 0x28, 0xb5, 0x2f, 0xfd)) {
      throw unsupported(file, "zstandard");
    }
    if (begins(first, 'B', 'Z', 'h')) {
      throw unsupported(file, "bzip2");
    }
    if (begins(first, 'O', 'b', 'j', 1)) {
      throw unsupported(file, "an Avro file");
    }
    return stored;
  }

  private static boolean begins(byte[] bytes, int... magic) {
    boolean begins = bytes.length >= magic.length;
    for (int i = 0; begins && i < magic.length; i++) {
      begins = bytes[i] == (byte) magic[i];
    }
    return begins;
  }

  private static InvalidRequestException unsupported(InputFile file, String what) {
    return new InvalidRequestException(
        "Cannot ingest " + file.path() + ": it is " + what + ", which is not there yet");
  }

  private static InvalidRequestException damaged(InputFile file, IOException cause) {
    return new InvalidRequestException(
        "Cannot ingest "
            + file.path()
            + ": its gzip data are damaged or end early ("
            + cause.getMessage()
            + ")",
        cause);
  }

  /** The file's URI, for messages. */
  public String path() {
    return file.path();
  }

  /** Reads the text; damage to the compressed data is the input's fault, not the file system's. */
  int read(byte[] target, int offset, int length) throws IOException {
    try {
      return text.read(target, offset, length);
    } catch (EOFException | ZipException e) {
      throw damaged(file, e);
    }
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
