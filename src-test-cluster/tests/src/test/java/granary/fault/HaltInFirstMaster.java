package granary.fault;

import granary.commit.CommitId;
import granary.commit.CommitObserver;
import granary.commit.CommitStep;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.apache.hadoop.yarn.api.records.ContainerId;

/**
 * Halts the container that commits, as kill -9 would, after the step that its jar names: in the
 * first attempt of the application only, so that the second one lives.
 */
public final class HaltInFirstMaster implements CommitObserver {
  private static final String STEP = "halt-after-step";
  private static final int EXIT_CODE = 86;

  private final String step;
  private final boolean first;

  /** Made in containers that have the jar, by {@link java.util.ServiceLoader}. */
  public HaltInFirstMaster() {
    try (InputStream in = HaltInFirstMaster.class.getResourceAsStream("/" + STEP)) {
      step = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String container = System.getenv("CONTAINER_ID");
    first =
        container != null
            && ContainerId.fromString(container).getApplicationAttemptId().getAttemptId() == 1;
  }

  @Override
  public void after(CommitStep done, CommitId id) {
    if (first && done.name().equals(step)) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }

  /** A jar for {@code yarn.extra-jars} that halts after this step. */
  static Path jar(Path directory, CommitStep step) throws IOException {
    Path jar = directory.resolve("halt-after-" + step + ".jar");
    String program = HaltInFirstMaster.class.getName().replace('.', '/') + ".class";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        InputStream in = HaltInFirstMaster.class.getResourceAsStream("/" + program)) {
      if (in == null) {
        throw new IOException("no class file of " + program);
      }
      add(out, program, in.readAllBytes());
      add(out, STEP, step.name().getBytes(StandardCharsets.UTF_8));
      add(
          out,
          "META-INF/services/" + CommitObserver.class.getName(),
          HaltInFirstMaster.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static void add(JarOutputStream out, String name, byte[] bytes) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(bytes);
  }
}
