package granary.jobs.query;

import granary.dataset.DatasetName;
import granary.engine.ScanCounts;
import granary.job.JobDirectories;
import granary.job.JobId;
import granary.job.JobProgress;
import granary.job.JobResult;
import granary.job.JobRunner;
import granary.job.JobSpec;
import granary.job.StageSpec;
import granary.job.TaskSpec;
import granary.ledger.Ledger;
import granary.settings.Settings;
import granary.sql.AsOf;
import granary.sql.LedgerTables;
import granary.sql.QueryPlan;
import granary.sql.QueryPlanner;
import java.io.IOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * A query from its text to its result: planned in the client, run as a job of scan tasks and a
 * final task. The time of its making is the query's current time.
 */
public final class QueryJob {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int TITLE_LENGTH = 200;

  private final Settings settings;
  private final Configuration hadoop;
  private final JobId id;
  private final QueryPlan plan;
  private final ScanPlan scan;
  private final Optional<JobSpec> spec;

  private QueryJob(
      Settings settings, Configuration hadoop, JobId id, QueryPlan plan, PlannedScan planned) {
    this.settings = settings;
    this.hadoop = hadoop;
    this.id = id;
    this.plan = plan;
    this.scan = planned.scan();
    this.spec = spec(planned.title());
  }

  private record PlannedScan(ScanPlan scan, String title) {}

  /**
   * What is asked.
   *
   * @param sql the query
   * @param asOf the state of its dataset; empty for the current one
   */
  public record Request(String sql, Optional<AsOf> asOf) {}

  /** Plans a query over the current state of its dataset. */
  public static QueryJob plan(
      String sql, Ledger ledger, Settings settings, Configuration hadoop, InstantSource clock) {
    return plan(new Request(sql, Optional.empty()), ledger, settings, hadoop, clock);
  }

  /**
   * Plans a query.
   *
   * @throws granary.failure.InvalidRequestException if the SQL is wrong, and the message says
   *     where; or if there is no such earlier state
   * @throws granary.failure.UnavailableException if the ledger or HDFS cannot be read
   */
  public static QueryJob plan(
      Request request,
      Ledger ledger,
      Settings settings,
      Configuration hadoop,
      InstantSource clock) {
    String sql = request.sql();
    LedgerTables tables = new LedgerTables(ledger, request.asOf());
    QueryPlan plan = new QueryPlanner(tables, clock.instant()).plan(sql);
    ScanPlanner planner = new ScanPlanner(hadoop, QuerySettings.from(settings));
    ScanPlan scan =
        plan.scan()
            .map(
                table -> {
                  Table read = ledger.table(new DatasetName(table.table()));
                  return planner.plan(
                      read, snapshot(read, request.asOf()), table, plan.stages().get(0).sql());
                })
            .orElse(ScanPlan.NOTHING);
    String suffix = UUID.randomUUID().toString().substring(0, 8);
    JobId id = new JobId("query-" + STAMP.format(clock.instant()) + "-" + suffix);
    return new QueryJob(settings, hadoop, id, plan, new PlannedScan(scan, title(sql)));
  }

  private static OptionalLong snapshot(Table table, Optional<AsOf> asOf) {
    if (asOf.isPresent()) {
      return OptionalLong.of(asOf.get().snapshot(table));
    }
    Snapshot current = table.currentSnapshot();
    return current == null ? OptionalLong.empty() : OptionalLong.of(current.snapshotId());
  }

  private static String title(String sql) {
    String line = sql.strip().replaceAll("\\s+", " ");
    return line.length() > TITLE_LENGTH ? line.substring(0, TITLE_LENGTH) + "…" : line;
  }

  /** What would run. */
  public QueryExplanation explain() {
    return QueryExplanation.of(plan, scan);
  }

  /**
   * Runs the query.
   *
   * @return the result, which the caller closes
   * @throws InterruptedException if the thread was interrupted; the job is killed first
   */
  public QueryResult run(JobRunner runner, Consumer<JobProgress> progress)
      throws InterruptedException {
    if (spec.isEmpty()) {
      return result(List.of(), 0, ScanCounts.NONE);
    }
    JobResult done = runner.run(spec.get(), progress);
    ScanCounts scanned = ScanCounts.NONE;
    for (List<String> stage : done.stageResults()) {
      for (String task : stage) {
        scanned = scanned.plus(Payloads.read(task, PartResult.class).scanned());
      }
    }
    List<PartResult> parts =
        done.results().stream().map(text -> Payloads.read(text, PartResult.class)).toList();
    return result(parts, done.tasks(), scanned);
  }

  private QueryResult result(List<PartResult> parts, int tasks, ScanCounts scanned) {
    QuerySummary summary =
        new QuerySummary(
            id.value(),
            tasks,
            scan.partitionsRead(),
            scan.partitionsPruned(),
            scanned.files(),
            scanned.bytes(),
            scanned.rows());
    return new QueryResult(
        plan.columns(),
        plan.stages().get(plan.stages().size() - 1).columns(),
        parts,
        summary,
        new QueryResult.Place(hadoop, directory()));
  }

  private Path directory() {
    try {
      return JobDirectories.of(settings, hadoop).exchange(id);
    } catch (IOException e) {
      throw new granary.failure.UnavailableException(
          "Cannot read the result of job " + id + ": " + e.getMessage(), e);
    }
  }

  /** The job; none where the answer is known to be empty. */
  private Optional<JobSpec> spec(String title) {
    QuerySettings query = QuerySettings.from(settings);
    List<StageSpec> stages = new ArrayList<>();
    int[] places = new int[plan.stages().size()];
    for (int i = 0; i < places.length; i++) {
      QueryPlan.Stage stage = plan.stages().get(i);
      boolean scans = i == 0 && plan.scan().isPresent();
      places[i] = scans && scan.tasks().isEmpty() ? -1 : stages.size();
      if (scans && !scan.tasks().isEmpty()) {
        stages.add(
            new StageSpec(
                "scan", List.of(), ScanTask.class.getName(), scan.tasks(), query.scanTask()));
      } else if (!scans) {
        stages.add(finalStage(stage, places, query));
      }
    }
    return stages.isEmpty()
        ? Optional.empty()
        : Optional.of(new JobSpec(id, "query", title, stages));
  }

  private StageSpec finalStage(QueryPlan.Stage stage, int[] places, QuerySettings query) {
    List<FinalPayload.Input> inputs =
        stage.inputs().stream()
            .map(
                input ->
                    new FinalPayload.Input(
                        input, places[input], plan.stages().get(input).columns()))
            .toList();
    List<Integer> jobInputs =
        inputs.stream().map(FinalPayload.Input::jobStage).filter(place -> place >= 0).toList();
    String payload = Payloads.write(new FinalPayload(stage.sql(), inputs));
    return new StageSpec(
        "final",
        jobInputs,
        FinalTask.class.getName(),
        List.of(new TaskSpec(payload, List.of(), 0)),
        query.finalTask());
  }
}
