package granary.commit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/** A process that dies without a word after one step of its commit. */
final class HaltingWriter {
  static final int HALTED = 97;

  private HaltingWriter() {}

  /** Arguments: ZooKeeper, root, file with the request as JSON, step, kind. */
  public static void main(String[] arguments) throws Exception {
    CommitStep last = CommitStep.valueOf(arguments[3]);
    CommitObserver observer =
        (step, id) -> {
          if (step == last) {
            Runtime.getRuntime().halt(HALTED);
          }
        };
    TestLedger test = TestLedger.open(arguments[0], Path.of(arguments[1]), observer);
    AppendRequest request = HdfsJson.MAPPER.readValue(new File(arguments[2]), AppendRequest.class);
    CommitResult ignored =
        CommitKind.valueOf(arguments[4]) == CommitKind.APPEND
            ? test.ledger().commits().append(request)
            : test.ledger().commits().overwrite(request);
  }

  /** Lets a process append the request and die after the step; its exit code. */
  static int run(String zooKeeper, Path root, AppendRequest request, CommitStep step)
      throws IOException, InterruptedException {
    return run(zooKeeper, root, request, step, CommitKind.APPEND);
  }

  /** Lets a process commit the request and die after the step; its exit code. */
  static int run(
      String zooKeeper, Path root, AppendRequest request, CommitStep step, CommitKind kind)
      throws IOException, InterruptedException {
    Path file = root.resolve("request-" + step + ".json");
    HdfsJson.MAPPER.writeValue(file.toFile(), request);
    Process process =
        ChildJava.start(
            HaltingWriter.class,
            root.resolve("child-" + step + ".log").toFile(),
            zooKeeper,
            root.toString(),
            file.toString(),
            step.name(),
            kind.name());
    return process.waitFor();
  }
}
