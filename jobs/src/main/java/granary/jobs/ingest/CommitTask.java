package granary.jobs.ingest;

import granary.commit.AppendRequest;
import granary.commit.CommitResult;
import granary.commit.IngestedInput;
import granary.commit.InputsTakenException;
import granary.dataset.DatasetName;
import granary.dataset.PartitionKey;
import granary.failure.InvalidRequestException;
import granary.ingest.WriteOrder;
import granary.ingest.WriteResult;
import granary.job.Task;
import granary.job.TaskContext;
import granary.ledger.Ledger;
import granary.ledger.Ledgers;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what all write tasks have written, in one commit, and registers its partitions in Hive.
 * Runs in an executor. Safe to be tried again: the commit's ID settles what became of an earlier
 * try.
 */
public final class CommitTask implements Task {
  private static final Logger log = LoggerFactory.getLogger(CommitTask.class);
  private static final int MAX_DOUBTS = 10;

  /**
   * What the task is given.
   *
   * @param dataset into which dataset
   * @param datasetUuid its incarnation, as the client saw it
   * @param order what the write tasks were given
   * @param policy how many bad records there may be
   * @param mode what becomes of what is there
   * @param positionsVersion the version of the source's positions that inputs were checked against
   */
  record Payload(
      DatasetName dataset,
      String datasetUuid,
      WriteOrder order,
      BadRecordPolicy policy,
      IngestMode mode,
      int positionsVersion) {}

  /**
   * What the task returns.
   *
   * @param snapshot the ledger's snapshot; empty if nothing was committed
   * @param summary the snapshot's summary
   * @param taken inputs that another commit has taken; then nothing was committed
   * @param broken inputs that cannot be divided as they were; then nothing was committed
   * @param hive what became of the registration in Hive
   * @param notes what the user should know
   */
  record Result(
      Optional<Long> snapshot,
      Map<String, String> summary,
      List<String> taken,
      List<String> broken,
      String hive,
      List<String> notes) {
    static Result nothing(List<String> taken, List<String> broken, List<String> notes) {
      return new Result(Optional.empty(), Map.of(), taken, broken, "not needed", notes);
    }
  }

  public CommitTask() {}

  @Override
  public String run(TaskContext context) throws Exception {
    Payload payload = IngestJson.read(context.payload(), Payload.class);
    List<WriteResult> written = new ArrayList<>();
    for (String result : context.inputResults(0)) {
      written.add(read(IngestJson.read(result, WriteTask.Result.class), context.hadoop()));
    }
    DividedInputs divided =
        DividedInputs.of(written.stream().flatMap(result -> result.parts().stream()).toList());
    if (!divided.broken().isEmpty()) {
      return IngestJson.write(Result.nothing(List.of(), divided.broken(), List.of()));
    }
    IngestSummary summary = IngestSummary.of(written, payload.order().quarantineDirectory());
    check(payload, summary);
    List<String> notes = new ArrayList<>(IgnoredFields.notes(written));
    written.stream()
        .flatMap(result -> result.doubts().stream())
        .limit(MAX_DOUBTS)
        .forEach(notes::add);
    try (Ledger ledger = Ledgers.open(context.settings(), context.hadoop())) {
      AppendRequest append = request(payload, written, divided, summary);
      CommitResult commit = commit(ledger, payload.mode(), append);
      tidy(payload.order(), commit, written, context.hadoop());
      String hive = register(ledger, payload, written, context);
      return IngestJson.write(
          new Result(
              Optional.of(commit.snapshotId()),
              commit.summary(),
              List.of(),
              List.of(),
              hive,
              notes));
    } catch (InputsTakenException e) {
      return IngestJson.write(Result.nothing(e.paths(), List.of(), notes));
    }
  }

  private static void check(Payload payload, IngestSummary summary) {
    if (payload.policy().isExceeded(summary.rowsQuarantined(), summary.rowsRead())) {
      throw new InvalidRequestException(
          "Cannot ingest into "
              + payload.dataset()
              + ": too many records are bad ("
              + summary.rowsQuarantined()
              + " of "
              + summary.rowsRead()
              + ": "
              + summary.reasons()
              + "; see "
              + payload.order().quarantineDirectory()
              + ")");
    }
  }

  private static CommitResult commit(Ledger ledger, IngestMode mode, AppendRequest request)
      throws InputsTakenException {
    return switch (mode) {
      case APPEND -> ledger.commits().append(request);
      case OVERWRITE -> ledger.commits().overwrite(request);
    };
  }

  private static AppendRequest request(
      Payload payload, List<WriteResult> written, DividedInputs divided, IngestSummary summary) {
    List<IngestedInput> inputs = new ArrayList<>(divided.inputs());
    written.forEach(result -> inputs.addAll(result.inputs()));
    return new AppendRequest(
        payload.dataset(),
        payload.datasetUuid(),
        payload.order().commit(),
        payload.order().source(),
        written.stream().flatMap(result -> result.files().stream()).toList(),
        inputs,
        payload.positionsVersion(),
        summary.entries());
  }

  private static WriteResult read(WriteTask.Result result, Configuration hadoop)
      throws IOException {
    if (result.inline().isPresent()) {
      return IngestJson.read(result.inline().get(), WriteResult.class);
    }
    Path file = new Path(result.file().orElseThrow());
    try (InputStream in = file.getFileSystem(hadoop).open(file)) {
      return IngestJson.read(in, WriteResult.class);
    }
  }

  /**
   * Removes what attempts that did not win have left. The commit is in the ledger and its files are
   * in their places, so whatever this fails at is garbage and can wait.
   */
  private static void tidy(
      WriteOrder order, CommitResult commit, List<WriteResult> written, Configuration hadoop) {
    try {
      Path staging = new Path(order.stagingDirectory());
      FileSystem fileSystem = staging.getFileSystem(hadoop);
      fileSystem.delete(staging, true);
      Path quarantine = new Path(order.quarantineDirectory());
      if (!commit.repeated() && fileSystem.exists(quarantine)) {
        Set<String> kept =
            written.stream()
                .flatMap(result -> result.quarantineFiles().stream())
                .map(file -> new Path(file).getName())
                .collect(Collectors.toSet());
        for (var status : fileSystem.listStatus(quarantine)) {
          if (!kept.contains(status.getPath().getName())) {
            fileSystem.delete(status.getPath(), false);
          }
        }
      }
    } catch (IOException e) {
      log.warn("Cannot remove leftovers of commit {}: they can wait", order.commit(), e);
    }
  }

  private static String register(
      Ledger ledger, Payload payload, List<WriteResult> written, TaskContext context) {
    Set<PartitionKey> keys =
        written.stream()
            .flatMap(result -> result.files().stream())
            .map(file -> file.partition())
            .collect(Collectors.toSet());
    return payload.mode() == IngestMode.OVERWRITE
        ? HiveStep.synchronise(ledger, payload.dataset(), context)
        : HiveStep.register(ledger, payload.dataset(), keys, context);
  }
}
