package granary.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * The program's jar in the two parts that containers get: the native library for this machine's
 * processors as a file that a process can load as it lies, and the rest as a jar. With the library
 * in the jar every process would unpack its tens of megabytes anew. A node with other processors
 * finds its library in the jar.
 *
 * @param jar the whole
 * @param key names the content: a hash of all entries' names, sizes and checksums, which costs less
 *     than one of all bytes
 * @param library the library's entry, {@code libNAME.so_linux_amd64}; empty if there is none
 */
record ProgramParts(Path jar, String key, Optional<String> library) {
  private static final Pattern LIBRARY = Pattern.compile("(lib[^/]+\\.so)_linux_([a-z0-9]+)");

  /** Reads the jar's directory. */
  static ProgramParts of(Path jar) throws IOException {
    MessageDigest digest = sha256();
    Optional<String> library = Optional.empty();
    try (ZipFile file = new ZipFile(jar.toFile())) {
      ByteBuffer numbers = ByteBuffer.allocate(2 * Long.BYTES);
      for (Enumeration<? extends ZipEntry> all = file.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        digest.update(entry.getName().getBytes(StandardCharsets.UTF_8));
        digest.update(numbers.clear().putLong(entry.getSize()).putLong(entry.getCrc()).array());
        Matcher matcher = LIBRARY.matcher(entry.getName());
        if (matcher.matches() && matcher.group(2).equals(processors())) {
          library = Optional.of(entry.getName());
        }
      }
    }
    // The other processors' part depends on where the jar was taken apart.
    digest.update(library.orElse("").getBytes(StandardCharsets.UTF_8));
    String key = HexFormat.of().formatHex(digest.digest()).substring(0, 32);
    return new ProgramParts(jar, key, library);
  }

  private static String processors() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64", "arm64" -> "arm64";
      default -> name;
    };
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The library's name in a container, {@code libNAME.so}. */
  Optional<String> libraryFile() {
    return library.map(entry -> entry.substring(0, entry.indexOf(".so_") + ".so".length()));
  }

  /** Writes the library. */
  void writeLibrary(OutputStream output) throws IOException {
    try (ZipFile file = new ZipFile(jar.toFile())) {
      ZipEntry entry = file.getEntry(library.orElseThrow());
      try (InputStream input = file.getInputStream(entry)) {
        input.transferTo(output);
      }
    }
  }

  /** Writes the jar without the library, its entries compressed as they are. */
  void writeRest(OutputStream output) throws IOException {
    try (var file = org.apache.commons.compress.archivers.zip.ZipFile.builder().setPath(jar).get();
        var rest = new ZipArchiveOutputStream(output)) {
      rest.setUseZip64(Zip64Mode.AsNeeded);
      file.copyRawEntries(rest, entry -> !entry.getName().equals(library.orElse("")));
    }
  }
}
