package granary.ingest.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/**
 * How a file's bytes are packed, told from its first bytes; its name is only a hint for its format.
 * All three that are read may hold several members (gzip), frames (zstandard) or streams (bzip2)
 * one after the other.
 */
enum Compression {
  NONE("plain", "", ""),
  GZIP("gzip", ".gz .gzip", "1f8b"),
  ZSTANDARD("zstandard", ".zst .zstd", "28b52ffd"),
  // With the size of its blocks, since three letters may begin a text too.
  BZIP2(
      "bzip2",
      ".bz2 .bz",
      "425a6831 425a6832 425a6833 425a6834 425a6835 425a6836 425a6837 425a6838 425a6839"),
  XZ("xz", ".xz", "fd377a585a00"),
  LZ4("lz4", ".lz4", "04224d18"),
  SNAPPY("framed snappy", ".sz .snappy", "ff060000734e61507059"),
  LZOP("lzop", ".lzo", "894c5a4f00"),
  COMPRESS("compress (.Z)", ".z", "1f9d"),
  ZIP("a zip archive", ".zip", "504b0304 504b0506"),
  SEVEN_ZIP("a 7z archive", ".7z", "377abcaf271c"),
  RAR("a RAR archive", ".rar", "526172211a07");

  /** As many first bytes of a file are enough to tell. */
  static final int MAGIC_BYTES = 10;

  private static final int BUFFER_BYTES = 1 << 16;

  /** Zstandard files may begin with one, and lz4's files have their own magic. */
  private static final Pattern SKIPPABLE_FRAME = Pattern.compile("5[0-9a-f]2a4d18");

  private final String word;
  private final String endings;
  private final String magics;

  Compression(String word, String endings, String magics) {
    this.word = word;
    this.endings = endings;
    this.magics = magics;
  }

  /** What these first bytes of a file begin. */
  static Compression of(byte[] first) {
    String hex = HexFormat.of().formatHex(first);
    if (SKIPPABLE_FRAME.matcher(hex).lookingAt()) {
      return ZSTANDARD;
    }
    for (Compression compression : values()) {
      for (String magic : words(compression.magics)) {
        if (hex.startsWith(magic)) {
          return compression;
        }
      }
    }
    return NONE;
  }

  /**
   * What these first bytes of a file of this name begin. Its name decides where they are no text,
   * or too few to tell: so a file whose first bytes are damaged or cut is refused, and not read as
   * a text of bad records.
   */
  static Compression of(byte[] first, String fileName) {
    Compression found = of(first);
    Compression named = named(fileName);
    boolean undecided = found == NONE && named != NONE && named.isKnown();
    return undecided && (named.isCut(first) || holdsControls(first)) ? named : found;
  }

  private boolean isCut(byte[] first) {
    String hex = HexFormat.of().formatHex(first);
    return words(magics).stream().anyMatch(magic -> magic.startsWith(hex));
  }

  private static boolean holdsControls(byte[] first) {
    boolean controls = false;
    for (byte next : first) {
      controls |= next >= 0 && next < ' ' && next != '\t' && next != '\n' && next != '\r';
    }
    return controls && !InputContent.isOtherText(first) && !InputContent.isAvro(first);
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }

  static boolean begins(byte[] first, byte[] magic) {
    return first.length >= magic.length
        && java.util.Arrays.equals(first, 0, magic.length, magic, 0, magic.length);
  }

  /** A file's name without the ending that a compression gave it. */
  static String unpackedName(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    for (Compression compression : values()) {
      for (String ending : words(compression.endings)) {
        if (name.endsWith(ending)) {
          return name.substring(0, name.length() - ending.length());
        }
      }
    }
    return name;
  }

  /** What a file's name says. */
  static Compression named(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    for (Compression compression : values()) {
      if (words(compression.endings).stream().anyMatch(name::endsWith)) {
        return compression;
      }
    }
    return NONE;
  }

  /** Whether {@link #unpack} knows it. */
  boolean isKnown() {
    return this == NONE || this == GZIP || this == ZSTANDARD || this == BZIP2;
  }

  /** The name for people. */
  String word() {
    return word;
  }

  /**
   * What is packed in a stream; it ends only where the stream does.
   *
   * @throws IOException also at damaged data, truncation and bytes behind the end
   */
  InputStream unpack(StoredBytes stored) throws IOException {
    return switch (this) {
      case NONE -> stored;
      case GZIP -> new GzipMembers(stored);
      case ZSTANDARD -> new ZstandardFrames(stored);
      case BZIP2 -> new BZip2CompressorInputStream(buffered(stored), true);
      default -> throw new IllegalStateException("Nothing unpacks " + this);
    };
  }

  private static InputStream buffered(InputStream stored) {
    return new java.io.BufferedInputStream(stored, BUFFER_BYTES);
  }
}
