package granary.jobs.ingest;

import granary.commit.CommitId;
import granary.commit.CommitResult;
import granary.commit.Positions;
import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import granary.ingest.IngestSettings;
import granary.ingest.WriteOrder;
import granary.ingest.input.InputContent;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputFormat;
import granary.ingest.input.InputListing;
import granary.ingest.input.InputPart;
import granary.job.JobId;
import granary.job.JobProgress;
import granary.job.JobResult;
import granary.job.JobRunner;
import granary.job.JobSpec;
import granary.job.StageSpec;
import granary.job.TaskResources;
import granary.job.TaskSpec;
import granary.ledger.Ledger;
import granary.ledger.LedgerDataset;
import granary.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileSystem;

/**
 * Ingests files into a dataset: leaves out what was ingested before, runs a job that writes and
 * commits the rest, and reports. Runs in the client; ingesting the same again adds nothing.
 */
public final class IngestJob {
  private static final int MAX_ROUNDS = 5;
  private static final int MAX_HOSTS = 3;
  private static final DateTimeFormatter JOB_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  /**
   * What runs the job.
   *
   * @param jobs the runner
   * @param remote whether its tasks may run on other hosts, so that the client's local files have
   *     to be copied into the cluster first
   */
  public record Runner(JobRunner jobs, boolean remote) {}

  private final Ledger ledger;
  private final Runner runner;
  private final Settings settings;
  private final Configuration hadoop;
  private final InstantSource clock;

  /**
   * An ingest that may be run several times.
   *
   * @param ledger the datasets
   * @param runner runs the job
   * @param settings what {@link IngestSettings} reads
   * @param hadoop the cluster's configuration
   * @param clock the time
   */
  public IngestJob(
      Ledger ledger, Runner runner, Settings settings, Configuration hadoop, InstantSource clock) {
    this.ledger = ledger;
    this.runner = runner;
    this.settings = settings;
    this.hadoop = hadoop;
    this.clock = clock;
  }

  /**
   * Ingests what the request names.
   *
   * @param progress is told how far the job is
   * @throws InvalidRequestException if the request or its input is wrong; nothing was added
   * @throws granary.failure.OutcomeUnknownException if the commit may have landed: the same ID
   *     again settles it
   * @throws InterruptedException if the user stopped it
   */
  public IngestReport run(IngestRequest request, Consumer<JobProgress> progress)
      throws InterruptedException {
    Instant started = clock.instant();
    LedgerDataset dataset = ledger.load(request.dataset());
    Optional<CommitResult> before =
        request.id().flatMap(id -> ledger.commits().find(request.dataset(), id));
    if (before.isPresent()) {
      return IngestReport.repeated(before.get(), secondsSince(started));
    }
    List<InputFile> all =
        new InputListing(hadoop, Path.of("").toAbsolutePath())
            .files(request.from(), request.format());
    CommitId commit = request.id().orElseGet(CommitId::random);
    Set<String> undivided = new HashSet<>();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Positions positions = ledger.commits().positions(request.dataset(), request.source());
      NewInputs inputs =
          request.mode() == IngestMode.OVERWRITE
              ? NewInputs.all(all)
              : NewInputs.of(all, positions, hadoop);
      if (inputs.files().isEmpty()) {
        return IngestReport.nothingNew(dataset.snapshotId(), inputs.known(), secondsSince(started));
      }
      WriteOrder order = order(request, dataset, commit);
      JobSpec job = job(request, dataset, order, new Work(inputs, undivided, positions.version()));
      JobResult result = run(job, order, progress);
      CommitTask.Result committed =
          IngestJson.read(result.results().get(0), CommitTask.Result.class);
      undivided.addAll(committed.broken());
      if (committed.snapshot().isPresent()) {
        return IngestReport.committed(job.id(), commit, committed, inputs, secondsSince(started));
      }
    }
    throw new UnavailableException(
        "Cannot ingest into "
            + request.dataset()
            + ": other commits took the same inputs again and again (rounds: "
            + MAX_ROUNDS
            + ")");
  }

  private JobResult run(JobSpec job, WriteOrder order, Consumer<JobProgress> progress)
      throws InterruptedException {
    try {
      return runner.jobs().run(job, progress);
    } catch (InvalidRequestException | WorkFailedException | InterruptedException e) {
      // It has ended, so nobody reads them any more.
      if (runner.remote()) {
        InputCopies.remove(copies(order), hadoop, e);
      }
      throw e;
    }
  }

  /** Where executors find the client's local files. */
  private static org.apache.hadoop.fs.Path copies(WriteOrder order) {
    return new org.apache.hadoop.fs.Path(order.stagingDirectory() + "/_inputs");
  }

  private static WriteOrder order(IngestRequest request, LedgerDataset dataset, CommitId commit) {
    String run = UUID.randomUUID().toString().substring(0, 8);
    return WriteOrder.of(
        dataset,
        request.source(),
        new WriteOrder.Destination(commit, run),
        request.text(),
        request.policy().maxRecords());
  }

  /**
   * What one round is to do.
   *
   * @param inputs what is new
   * @param undivided paths of files that a round before could not divide
   * @param positionsVersion the version of the positions that {@code inputs} are by
   */
  private record Work(NewInputs inputs, Set<String> undivided, int positionsVersion) {}

  private JobSpec job(IngestRequest request, LedgerDataset dataset, WriteOrder order, Work work)
      throws InterruptedException {
    IngestSettings ingest = IngestSettings.from(settings);
    List<InputFile> files = work.inputs().files();
    if (runner.remote()) {
      files = InputCopies.of(files, copies(order), hadoop);
    }
    List<TaskSpec> writes = new ArrayList<>();
    InputGroups groups =
        new InputGroups(
            ingest, file -> !work.undivided().contains(file.path()) && isDivisible(file, request));
    for (List<InputPart> group : groups.of(files)) {
      long bytes = group.stream().mapToLong(InputPart::length).sum();
      String payload = IngestJson.write(new WriteTask.Payload(order, group));
      writes.add(new TaskSpec(payload, hosts(group), bytes));
    }
    TaskResources resources = resources(ingest);
    StageSpec write =
        new StageSpec("write", List.of(), WriteTask.class.getName(), writes, resources);
    String title =
        "ingest "
            + request.dataset()
            + " from "
            + request.source()
            + ": "
            + files.size()
            + (files.size() == 1 ? " file" : " files");
    StageSpec commit = commit(request, dataset, order, work, resources);
    return new JobSpec(jobId(order), "ingest", title, List.of(write, commit));
  }

  private static StageSpec commit(
      IngestRequest request,
      LedgerDataset dataset,
      WriteOrder order,
      Work work,
      TaskResources resources) {
    String payload =
        IngestJson.write(
            new CommitTask.Payload(
                request.dataset(),
                dataset.uuid(),
                order,
                request.policy(),
                request.mode(),
                work.positionsVersion()));
    return new StageSpec(
        "commit",
        List.of(0),
        CommitTask.class.getName(),
        List.of(new TaskSpec(payload, List.of(), 0)),
        resources);
  }

  private JobId jobId(WriteOrder order) {
    return new JobId("ingest-" + JOB_TIME.format(clock.instant()) + "-" + order.run());
  }

  /** Room for the rows in memory, the window on a record that may be long, and Hadoop itself. */
  private static TaskResources resources(IngestSettings ingest) {
    long megabytes = (ingest.bufferBytes() * 2 + ingest.maxRecordBytes() * 6L) >> 20;
    int heap = (int) Math.max(256, 160 + megabytes);
    return new TaskResources(heap + 192, heap, 1);
  }

  private boolean isDivisible(InputFile file, IngestRequest request) {
    boolean known =
        file.format() == InputFormat.AVRO
            || (request.text().charset().holdsUtf8()
                && (file.format() == InputFormat.CSV || file.format() == InputFormat.JSONL));
    try {
      return known && InputContent.isDivisible(file, hadoop);
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot ingest " + file.path() + ": it cannot be read (" + e.getMessage() + ")", e);
    }
  }

  /** The hosts that hold the first block of the group's largest part. */
  private List<String> hosts(List<InputPart> group) {
    InputPart largest =
        group.stream().max(Comparator.comparingLong(InputPart::length)).orElseThrow();
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(largest.file().readFrom());
    if (!runner.remote() || "file".equals(path.toUri().getScheme()) || largest.length() == 0) {
      return List.of();
    }
    try {
      FileSystem fileSystem = path.getFileSystem(hadoop);
      BlockLocation[] blocks = fileSystem.getFileBlockLocations(path, largest.start(), 1);
      return blocks.length == 0
          ? List.of()
          : List.of(blocks[0].getHosts()).stream().limit(MAX_HOSTS).toList();
    } catch (IOException e) {
      throw new UnavailableException("Cannot find the blocks of " + path, e);
    }
  }

  private double secondsSince(Instant started) {
    return Duration.between(started, clock.instant()).toMillis() / 1000.0;
  }
}
