package granary.client;

import granary.failure.InvalidRequestException;
import granary.job.JobId;
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
import org.apache.hadoop.fs.permission.FsPermission;

/** Puts one job's jars and files where its containers get them. */
final class ShippedCode {
  private static final FsPermission READABLE = new FsPermission((short) 0644);
  private static final FsPermission OWNER_ONLY = new FsPermission((short) 0600);

  private final CodeLibrary library;
  private final JobId job;

  ShippedCode(CodeLibrary library, JobId job) {
    this.library = library;
    this.job = job;
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

  /** A jar, which containers see under {@code name}. */
  ShippedFile ship(Path jar, String name) throws IOException {
    ShippedFile file =
        library
            .take(
                hash(jar).substring(0, 32),
                List.of(
                    new CodeLibrary.Part("code.jar", READABLE, output -> Files.copy(jar, output))),
                job)
            .get(0);
    return new ShippedFile(name, file.uri(), file.bytes(), file.modifiedMs());
  }

  /** The program as containers run it: its jar, and beside it its native library if it has one. */
  List<ShippedFile> shipProgram(Path jar) throws IOException {
    ProgramParts program = ProgramParts.of(jar);
    List<CodeLibrary.Part> parts = new ArrayList<>();
    parts.add(new CodeLibrary.Part("granary.jar", READABLE, program::writeRest));
    program
        .libraryFile()
        .ifPresent(name -> parts.add(new CodeLibrary.Part(name, READABLE, program::writeLibrary)));
    return library.take(program.key(), parts, job);
  }

  /** A file for its owner's containers only, once for each content: nodes then keep it. */
  ShippedFile shipPrivate(String name, byte[] content) throws IOException {
    String key = HexFormat.of().formatHex(sha256().digest(content)).substring(0, 32);
    return library
        .take(
            key,
            List.of(new CodeLibrary.Part(name, OWNER_ONLY, output -> output.write(content))),
            job)
        .get(0);
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
