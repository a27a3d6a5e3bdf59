package granary.client;

import granary.failure.InvalidRequestException;
import granary.journal.ShippedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Puts jars where containers get them, each content once: the file's name is its hash. Two clients
 * that do so at once write two temporary files, and the second rename finds the work done.
 */
final class ShippedCode {
  private static final FsPermission READABLE = new FsPermission((short) 0644);
  private static final FsPermission OWNER_ONLY = new FsPermission((short) 0600);

  private final FileSystem fileSystem;
  private final org.apache.hadoop.fs.Path library;

  ShippedCode(FileSystem fileSystem, org.apache.hadoop.fs.Path library) {
    this.fileSystem = fileSystem;
    this.library = library;
  }

  /**
   * The jar that this program runs from.
   *
   * @throws InvalidRequestException if it runs from class directories and no jar was named
   */
  static Path ownJar() {
    String named = System.getProperty("granary.jar");
    if (named != null) {
      return existing(Path.of(named));
    }
    CodeSource source = ShippedCode.class.getProtectionDomain().getCodeSource();
    try {
      Path path = source == null ? Path.of("") : Path.of(source.getLocation().toURI());
      if (Files.isRegularFile(path)) {
        return path;
      }
    } catch (URISyntaxException e) {
      throw new InvalidRequestException("Cannot find granary.jar: " + e.getMessage(), e);
    }
    throw new InvalidRequestException(
        "Cannot find granary.jar: this program runs from class files; name the jar with"
            + " -Dgranary.jar=FILE");
  }

  static Path existing(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw new InvalidRequestException("Cannot ship " + jar + ": there is no such file");
    }
    return jar;
  }

  /** Uploads the jar unless its content is there already. */
  ShippedFile ship(Path jar, String name) throws IOException {
    return ship(
        name, hash(jar).substring(0, 32) + ".jar", READABLE, output -> Files.copy(jar, output));
  }

  /** The program as containers run it: its jar, and beside it its native library if it has one. */
  List<ShippedFile> shipProgram(Path jar) throws IOException {
    ProgramParts parts = ProgramParts.of(jar);
    List<ShippedFile> files = new ArrayList<>();
    files.add(ship("granary.jar", parts.key() + ".jar", READABLE, parts::writeRest));
    if (parts.libraryFile().isPresent()) {
      String name = parts.libraryFile().get();
      files.add(ship(name, parts.key() + ".so", READABLE, parts::writeLibrary));
    }
    return files;
  }

  /** A file for its owner's containers only, once for each content: nodes then keep it. */
  ShippedFile shipPrivate(String name, byte[] content) throws IOException {
    String key = HexFormat.of().formatHex(sha256().digest(content)).substring(0, 32);
    return ship(name, key + "-" + name, OWNER_ONLY, output -> output.write(content));
  }

  private interface Content {
    void writeTo(OutputStream output) throws IOException;
  }

  /** What is there under its name is whole, since it was renamed to it. */
  private ShippedFile ship(String name, String key, FsPermission permission, Content content)
      throws IOException {
    org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(library, key);
    if (!fileSystem.exists(target)) {
      upload(target, permission, content);
    }
    return shipped(name, target);
  }

  private void upload(org.apache.hadoop.fs.Path target, FsPermission permission, Content content)
      throws IOException {
    fileSystem.mkdirs(library);
    org.apache.hadoop.fs.Path temporary =
        new org.apache.hadoop.fs.Path(library, "_" + UUID.randomUUID() + ".tmp");
    try (OutputStream output = FileSystem.create(fileSystem, temporary, permission)) {
      content.writeTo(output);
    }
    if (!fileSystem.rename(temporary, target)) {
      fileSystem.delete(temporary, false);
      if (!fileSystem.exists(target)) {
        throw new IOException("Cannot rename " + temporary + " to " + target);
      }
    }
  }

  /** A file in HDFS as containers get it. */
  private ShippedFile shipped(String name, org.apache.hadoop.fs.Path path) throws IOException {
    FileStatus status = fileSystem.getFileStatus(path);
    return new ShippedFile(
        name, status.getPath().toString(), status.getLen(), status.getModificationTime());
  }

  private static String hash(Path jar) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream input = new DigestInputStream(Files.newInputStream(jar), digest)) {
      input.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
