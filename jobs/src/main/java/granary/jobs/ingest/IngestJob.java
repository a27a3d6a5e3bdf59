package granary.jobs.ingest;

import granary.commit.CommitId;
import granary.commit.CommitResult;
import granary.commit.Positions;
import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import granary.ingest.IngestSettings;
import granary.ingest.WriteOrder;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputListing;
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
import java.util.List;
import java.util.Optional;
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
      JobSpec job = job(request, dataset, order, inputs, positions.version());
      JobResult result = runner.jobs().run(job, progress);
      CommitTask.Result committed =
          IngestJson.read(result.results().get(0), CommitTask.Result.class);
      if (committed.taken().isEmpty()) {
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

  private static WriteOrder order(IngestRequest request, LedgerDataset dataset, CommitId commit) {
    String run = UUID.randomUUID().toString().substring(0, 8);
    return WriteOrder.of(
        dataset,
        request.source(),
        new WriteOrder.Destination(commit, run),
        request.text(),
        request.policy().maxRecords());
  }

  private JobSpec job(
      IngestRequest request,
      LedgerDataset dataset,
      WriteOrder order,
      NewInputs inputs,
      int positionsVersion)
      throws InterruptedException {
    IngestSettings ingest = IngestSettings.from(settings);
    List<InputFile> files = inputs.files();
    if (runner.remote()) {
      files =
          InputCopies.of(
              files, new org.apache.hadoop.fs.Path(order.stagingDirectory() + "/_inputs"), hadoop);
    }
    List<TaskSpec> writes = new ArrayList<>();
    for (List<InputFile> group : InputGroups.of(files, ingest)) {
      long bytes = group.stream().mapToLong(InputFile::length).sum();
      String payload = IngestJson.write(new WriteTask.Payload(order, group));
      writes.add(new TaskSpec(payload, hosts(group), bytes));
    }
    String commit =
        IngestJson.write(
            new CommitTask.Payload(
                request.dataset(),
                dataset.uuid(),
                order,
                request.policy(),
                request.mode(),
                positionsVersion));
    TaskResources resources = resources(ingest);
    StageSpec write =
        new StageSpec("write", List.of(), WriteTask.class.getName(), writes, resources);
    StageSpec publish =
        new StageSpec(
            "commit",
            List.of(0),
            CommitTask.class.getName(),
            List.of(new TaskSpec(commit, List.of(), 0)),
            resources);
    String title =
        "ingest "
            + request.dataset()
            + " from "
            + request.source()
            + ": "
            + files.size()
            + (files.size() == 1 ? " file" : " files");
    return new JobSpec(jobId(order), "ingest", title, List.of(write, publish));
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

  /** The hosts that hold the first block of the group's largest file. */
  private List<String> hosts(List<InputFile> group) {
    InputFile largest =
        group.stream().max(Comparator.comparingLong(InputFile::length)).orElseThrow();
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(largest.readFrom());
    if (!runner.remote() || "file".equals(path.toUri().getScheme()) || largest.length() == 0) {
      return List.of();
    }
    try {
      FileSystem fileSystem = path.getFileSystem(hadoop);
      BlockLocation[] blocks = fileSystem.getFileBlockLocations(path, 0, 1);
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
