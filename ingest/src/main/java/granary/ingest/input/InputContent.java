package granary.ingest.input;

import granary.failure.InvalidRequestException;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.jspecify.annotations.Nullable;

/**
 * An open input file: its content, unpacked by what its first bytes say, and in the end the digest
 * of what is stored. Owned by one thread.
 */
public final class InputContent implements Closeable {
  private static final byte[] AVRO = {'O', 'b', 'j', 1};
  private static final byte[] PARQUET = {'P', 'A', 'R', '1', 0x15};
  private static final byte[] ORC = {'O', 'R', 'C', 0x0a};

  private final InputPart part;
  private final InputFile file;
  private final FileSystem fileSystem;
  private final StoredBytes stored;
  private final Compression compression;
  private final InputStream text;
  private final boolean plain;
  private long from;
  private @Nullable TextWindow window;

  private InputContent(
      InputPart part,
      FileSystem fileSystem,
      StoredBytes stored,
      Compression compression,
      boolean plain,
      InputStream text) {
    this.part = part;
    this.file = part.file();
    this.fileSystem = fileSystem;
    this.from = part.start();
    this.plain = plain;
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
    return open(InputPart.whole(file), hadoop);
  }

  /**
   * Opens a part of a file, which stands at its first byte. Only a file that is not packed has
   * parts.
   *
   * @throws InvalidRequestException as with {@link #open(InputFile, Configuration)}
   * @throws IOException if its file system fails; a retry is safe
   */
  public static InputContent open(InputPart part, Configuration hadoop) throws IOException {
    InputFile file = part.file();
    Path path = new Path(file.readFrom());
    FileSystem fileSystem = PlainFiles.of(path, hadoop);
    StoredBytes stored = stored(part, fileSystem, path);
    try {
      byte[] first = stored.peek(Compression.MAGIC_BYTES);
      Compression compression =
          part.coversFile() ? Compression.of(first, file.path()) : Compression.NONE;
      if (compression == Compression.NONE && part.start() == 0 && first.length > 0) {
        refuseForeign(file, first);
      }
      InputStream text = unpacked(file, compression, stored);
      boolean plain = compression == Compression.NONE && (part.start() > 0 || !isOtherText(first));
      return new InputContent(part, fileSystem, stored, compression, plain, text);
    } catch (IOException | RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  private static StoredBytes stored(InputPart part, FileSystem fileSystem, Path path)
      throws IOException {
    try {
      FSDataInputStream in = fileSystem.open(path);
      in.seek(part.start());
      return new StoredBytes(in, new ContentDigest(), part.length());
    } catch (FileNotFoundException e) {
      throw new InvalidRequestException(
          "Cannot ingest " + part.file().path() + ": the file is gone (" + path + ")", e);
    }
  }

  /**
   * The digest of a file's bytes as stored.
   *
   * @param known one of which the kind is wanted: see {@link ContentDigest}
   * @throws IOException if it cannot be read
   */
  public static String digest(InputFile file, String known, Configuration hadoop)
      throws IOException {
    Path path = new Path(file.readFrom());
    InputStream in = PlainFiles.of(path, hadoop).open(path);
    try (StoredBytes stored = new StoredBytes(in, ContentDigest.like(known), Long.MAX_VALUE)) {
      stored.drain(true);
      return ContentDigest.of(stored.chunks());
    }
  }

  /** Whether records of the file can be found from anywhere in it: its bytes are as they are. */
  public static boolean isDivisible(InputFile file, Configuration hadoop) throws IOException {
    Path path = new Path(file.readFrom());
    try (InputStream in = PlainFiles.of(path, hadoop).open(path)) {
      byte[] first = in.readNBytes(Compression.MAGIC_BYTES);
      return Compression.of(first, file.path()) == Compression.NONE && !isOtherText(first);
    }
  }

  /** Whether text begins with the mark of UTF-16 or UTF-32. */
  static boolean isOtherText(byte[] first) {
    int mark = first.length < 2 ? -1 : (first[0] & 0xff) << 8 | (first[1] & 0xff);
    return mark == 0xfffe || mark == 0xfeff || mark == 0;
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

  /**
   * Some bytes of a file, fewer at its end.
   *
   * @throws IOException if it cannot be read
   */
  public static byte[] sample(InputFile file, long offset, int length, Configuration hadoop)
      throws IOException {
    Path path = new Path(file.readFrom());
    try (FSDataInputStream in = PlainFiles.of(path, hadoop).open(path)) {
      in.seek(offset);
      return in.readNBytes(length);
    }
  }

  /**
   * Some bytes of the file from an offset on, fewer at its end, wherever the content stands.
   *
   * @throws IOException if they cannot be read
   */
  public byte[] bytesAt(long offset, int length) throws IOException {
    if (offset < 0 || offset >= file.length()) {
      return new byte[0];
    }
    try (FSDataInputStream in = fileSystem.open(new Path(file.readFrom()))) {
      in.seek(offset);
      return in.readNBytes(length);
    }
  }

  /** What is read of the file. */
  public InputPart part() {
    return part;
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

  /**
   * Goes forward to where the first record of the part begins, before anything is read.
   *
   * @param offset in the file
   */
  public void startAt(long offset) throws IOException {
    stored.skipFully(offset - part.start());
    from = offset;
  }

  /** Where the content begins. */
  long from() {
    return from;
  }

  /** At this offset, or behind it, no record of the part begins. */
  private long limit() {
    return part.endsFile() ? Long.MAX_VALUE : part.end();
  }

  void attach(TextWindow open, TextCharset charset) {
    if (plain && charset.holdsUtf8()) {
      open.within(from, limit());
      window = open;
    }
  }

  /** Whether records have a place in the file: its bytes are those of the text. */
  public boolean hasOffsets() {
    return window != null;
  }

  /** Where in the text the next record begins. */
  public long nextRecord() {
    return window == null ? from : window.next();
  }

  /** Where in the text the last record began. */
  public long lastRecord() {
    return window == null ? from : window.last();
  }

  /** Stored bytes read so far, for progress. */
  public long storedBytesRead() {
    return stored.count();
  }

  /**
   * Reads what is left of the part and checks that the file is what was listed.
   *
   * @return the digests of its chunks, as stored
   * @throws InvalidRequestException if its length is another than when it was listed, or it was
   *     modified since
   */
  public List<String> finish() throws IOException {
    long length = stored.drain(part.coversFile());
    boolean copied = !file.readFrom().equals(file.path());
    if (!part.coversFile()) {
      FileStatus now = fileSystem.getFileStatus(new Path(file.readFrom()));
      boolean same = copied || now.getModificationTime() == file.modifiedMs();
      requireSame(same && now.getLen() == file.length(), now.getLen());
    } else {
      // In place, only the local file system lets bytes be changed that were written.
      boolean fixed = copied || !(fileSystem instanceof RawLocalFileSystem);
      requireSame(length == file.length() && (fixed || isUnmodified()), length);
    }
    return stored.chunks();
  }

  /** Whether the file has the time that was listed; or is gone, and its bytes are as they were. */
  private boolean isUnmodified() throws IOException {
    try {
      return fileSystem.getFileStatus(new Path(file.readFrom())).getModificationTime()
          == file.modifiedMs();
    } catch (FileNotFoundException e) {
      return true;
    }
  }

  private void requireSame(boolean same, long length) {
    if (!same) {
      throw changed(file, length);
    }
  }

  /**
   * The error of a file that is not what was listed.
   *
   * @param length how many bytes it has now
   */
  public static InvalidRequestException changed(InputFile file, long length) {
    return new InvalidRequestException(
        "Cannot ingest "
            + file.path()
            + ": it changed while it was read ("
            + (length == file.length()
                ? "its time of modification is another than when it was listed"
                : "bytes listed: " + file.length() + ", bytes read: " + length)
            + ")");
  }

  @Override
  public void close() throws IOException {
    if (text != stored) {
      text.close();
    }
    stored.close();
  }
}
