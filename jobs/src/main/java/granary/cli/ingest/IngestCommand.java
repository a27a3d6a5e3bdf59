package granary.cli.ingest;

import granary.cli.Amounts;
import granary.cli.Execution;
import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.commit.CommitId;
import granary.dataset.DatasetName;
import granary.dataset.SourceName;
import granary.failure.GranaryException;
import granary.failure.InvalidRequestException;
import granary.jobs.ingest.BadRecordPolicy;
import granary.jobs.ingest.IngestJob;
import granary.jobs.ingest.IngestMode;
import granary.jobs.ingest.IngestReport;
import granary.jobs.ingest.IngestRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ingests files into a dataset. */
@Command(
    name = "ingest",
    header = "Brings the records of files into a dataset, in one commit.",
    description =
        "Files, globs and directories on file: or hdfs:, plain or packed as .gz, .zst or .bz2."
            + " Ingesting the same files again adds nothing. A file is known by its path: one that"
            + " has changed since is read again whole and reported as changed; a copy under another"
            + " name is another file. So ingest a log once it is closed, or with --mode overwrite."
            + " A link that leads nowhere is an error, as is a pipe.",
    footer = {
      "",
      "Example:",
      "  granary sample transactions --rows 1000 --seed 1 --format csv --out transactions.csv"
          + " --schema-out transactions.avsc",
      "  granary dataset create transactions --schema transactions.avsc --time-field created_at",
      "  granary ingest transactions --source pos-eu --from transactions.csv"
    })
public final class IngestCommand implements LeafCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The dataset.")
  String name = "";

  @Option(
      names = "--source",
      paramLabel = "S",
      required = true,
      description = "The system that the records come from.")
  String source = "";

  @Option(
      names = "--from",
      paramLabel = "URI",
      required = true,
      arity = "1..*",
      description = "Files, globs or directories.")
  List<String> from = List.of();

  @Option(
      names = "--mode",
      paramLabel = "append|overwrite",
      defaultValue = "append",
      description =
          "append adds; overwrite replaces the periods of this source that the files hold."
              + " Default: append.")
  String mode = "append";

  @Option(
      names = "--on-bad",
      paramLabel = "quarantine|fail",
      defaultValue = "quarantine",
      description = "Set bad records aside, or fail at the first. Default: quarantine.")
  String onBad = "quarantine";

  @Option(
      names = "--max-bad",
      paramLabel = "N|P%%",
      description = "Fail if more records than these are bad.")
  @Nullable String maxBad;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "The commit's ID: the same again adds nothing, whatever became of the first.")
  @Nullable String id;

  @Mixin TextFlags text = new TextFlags();

  private CommitId commitId = CommitId.random();

  @Override
  public Report run(Session session) throws InterruptedException {
    IngestRequest request = request();
    CommitId commit = request.id().orElseThrow();
    session.messages().println("Commit " + commit);
    try {
      return run(request, session);
    } catch (GranaryException e) {
      throw e.withAdvice(
          e instanceof InvalidRequestException
              ? "nothing was added (commit " + commit + ")"
              : "the same command with --id " + commit + " adds nothing twice");
    }
  }

  @Override
  public String afterInterrupt() {
    return "the same command with --id " + commitId + " takes up what it left";
  }

  private Report run(IngestRequest request, Session session) throws InterruptedException {
    IngestJob.Runner runner =
        new IngestJob.Runner(session.jobs(), session.execution() == Execution.YARN);
    IngestReport report =
        new IngestJob(
                session.ledger(), runner, session.settings(), session.hadoop(), session.clock())
            .run(request, session.progress());
    return Report.of(report, text(report));
  }

  private IngestRequest request() {
    if (id != null) {
      commitId = new CommitId(id);
    }
    return new IngestRequest(
        DatasetName.parse(name),
        new SourceName(source),
        from,
        text.format(),
        text.options(),
        policy(),
        IngestMode.valueOf(word("--mode", mode, "append", "overwrite").toUpperCase(Locale.ROOT)),
        Optional.of(commitId));
  }

  private BadRecordPolicy policy() {
    if (word("--on-bad", onBad, "quarantine", "fail").equals("fail")) {
      if (maxBad != null) {
        throw new InvalidRequestException(
            "Cannot use --max-bad with --on-bad fail: the first bad record fails the ingest"
                + " (--max-bad "
                + maxBad
                + ")");
      }
      return BadRecordPolicy.FAIL;
    }
    return maxBad == null ? BadRecordPolicy.QUARANTINE : BadRecordPolicy.parse(maxBad);
  }

  private static String word(String option, String value, String... known) {
    String word = value.toLowerCase(Locale.ROOT);
    if (!Arrays.asList(known).contains(word)) {
      throw new InvalidRequestException(
          "Cannot use "
              + option
              + " "
              + value
              + ": "
              + String.join(" or ", known)
              + " was expected");
    }
    return word;
  }

  private static String text(IngestReport report) {
    if (report.alreadyIngested()) {
      return report.commit() == null
          ? "Nothing new: "
              + Amounts.of(report.inputsAlreadyIngested(), "file")
              + " had been ingested already.\n"
          : "Commit " + report.commit() + " is in the ledger already; nothing was added.\n";
    }
    StringBuilder text = new StringBuilder(written(report));
    if (report.rowsQuarantined() > 0) {
      text.append(
          "Set aside: "
              + Amounts.of(report.rowsQuarantined(), "bad record")
              + " "
              + report.reasons()
              + ", see "
              + report.quarantine()
              + "\n");
    }
    if (report.inputsAlreadyIngested() > 0) {
      text.append(
          "Passed over: "
              + Amounts.of(report.inputsAlreadyIngested(), "file")
              + " that had been ingested already.\n");
    }
    text.append("Hive: " + report.hive() + ".\n");
    report.notes().forEach(note -> text.append("Note: " + note + "\n"));
    return text.toString();
  }

  private static String written(IngestReport report) {
    Duration took = Duration.ofMillis(Math.round(report.seconds() * 1000));
    return String.format(
            Locale.ROOT,
            "Ingested %s from %s in %s (%s rows/s).%n",
            Amounts.of(report.rowsWritten(), "row"),
            Amounts.of(report.inputs(), "file"),
            Amounts.seconds(took),
            Amounts.count(Math.round(report.rowsRead() / Math.max(report.seconds(), 0.001))))
        + String.format(
            Locale.ROOT,
            "Written: %s in %s, %s. Commit %s, snapshot %s.%n",
            Amounts.of(report.files(), "file"),
            Amounts.of(report.partitions(), "partition"),
            Amounts.bytes(report.bytes()),
            report.commit(),
            report.snapshot());
  }
}
