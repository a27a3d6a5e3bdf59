package granary.cli.run;

import granary.cli.Amounts;
import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cli.Table;
import granary.jobs.run.Commands;
import granary.jobs.run.JobFile;
import granary.jobs.run.JobFileReader;
import granary.jobs.run.JobFileRun;
import granary.jobs.run.JobStep;
import granary.jobs.run.RunReport;
import granary.jobs.run.TaskJobs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a job file. */
@Command(
    name = "run",
    header = "Runs the steps of a job file, up to the first failure.",
    description = {
      "A YAML file with a list of steps, each an ingest, a query, a command or a class of your"
          + " own:",
      "",
      "  name: nightly",
      "  parameters:",
      "    day: 2026-11-22",
      "  steps:",
      "    - id: load",
      "      ingest: shop",
      "      source: web",
      "      from: shop-$${day}.csv",
      "    - id: totals",
      "      query: SELECT source, sum(amount) AS total FROM shop GROUP BY source",
      "      output: hdfs:///reports/$${day}.csv",
      "    - command: hive sync shop",
      "",
      "The other keys of an ingest or a query are that command's options."
    },
    footer = {"", "Example:", "  granary run nightly.yaml --param day=2026-11-22"})
public final class RunCommand implements LeafCommand {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Parameters(paramLabel = "FILE.yaml", description = "The job file.")
  private Path file = Path.of("");

  @Option(
      names = "--param",
      paramLabel = "NAME=VALUE",
      description = "The value of a parameter, over the file's own.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description =
          "The run's ID: a run of this ID that ended early is taken up. Default: the file's, else a"
              + " new one.")
  private @Nullable String id;

  @Option(names = "--check", description = "Read and check the file, and run nothing.")
  private boolean check;

  private String run = "";

  /** Made by the command line. */
  public RunCommand() {}

  @Override
  public Report run(Session session) throws InterruptedException {
    JobFile job = JobFileReader.read(file, parameters);
    run =
        id != null
            ? JobFileReader.checkId(id)
            : job.id().orElseGet(() -> fresh(job, session.clock()));
    Commands commands = session.commands();
    JobFileRun.check(job, commands);
    if (check) {
      return Report.of(
          Map.of("file", file.toString(), "steps", job.steps().stream().map(JobStep::id).toList()),
          "The file is right: " + Amounts.of(job.steps().size(), "step") + ".");
    }
    session.messages().println("Run " + run);
    TaskJobs tasks = new TaskJobs(session::jobs, session.progress());
    JobFileRun.Surroundings around =
        new JobFileRun.Surroundings(
            commands,
            (name, step) -> session.outcome("task", () -> tasks.run(name, step)),
            session.settings(),
            session.hadoop(),
            session.clock(),
            session.messages());
    session.checkRoot();
    RunReport report = new JobFileRun(job, run, around).run();
    if (report.error() != null) {
      session.messages().println(report.error());
      session.messages().println(again());
    }
    return new Report(report, text(report), report.exitCode());
  }

  @Override
  public String afterInterrupt() {
    return run.isEmpty() ? "run it again" : again();
  }

  private String again() {
    StringBuilder words = new StringBuilder("granary run " + file + " --id " + run);
    parameters.forEach((name, value) -> words.append(" --param ").append(name + "=" + value));
    return words.append(" goes on from there").toString();
  }

  private static String fresh(JobFile job, InstantSource clock) {
    return job.name()
        + "-"
        + STAMP.format(clock.instant())
        + "-"
        + UUID.randomUUID().toString().substring(0, 4);
  }

  private static String text(RunReport report) {
    Table table = Table.of("step", "kind", "state", "took").right(3);
    for (RunReport.Step step : report.steps()) {
      table.row(
          step.id(),
          step.kind(),
          step.state().name().toLowerCase(Locale.ROOT) + (step.earlier() ? " earlier" : ""),
          step.exitCode() == null ? "" : took(step.seconds()));
    }
    return table
        + "Run "
        + report.job()
        + " "
        + report.state().name().toLowerCase(Locale.ROOT)
        + " in "
        + took(report.seconds())
        + "\n";
  }

  private static String took(double seconds) {
    return Amounts.seconds(Duration.ofMillis(Math.round(seconds * 1000)));
  }
}
