package granary.cli.fsck;

import granary.cli.Amounts;
import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cli.Table;
import granary.dataset.DatasetName;
import granary.fsck.Fsck;
import granary.fsck.FsckDifference;
import granary.fsck.FsckReport;
import granary.fsck.FsckRequest;
import granary.fsck.FsckSettings;
import granary.hive.HiveRegistry;
import granary.hive.HiveSettings;
import granary.ledger.PointerRebuild;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares the ledger, HDFS and Hive. */
@Command(
    name = "fsck",
    header = "Compares the ledger, HDFS and Hive, and repairs what differs.",
    description =
        "Exit code 1 if something differs that was not repaired. Nothing is deleted but what was"
            + " staged long ago and never committed: unknown files are moved to _orphans.",
    footer = {"", "Example:", "  granary fsck transactions --repair"})
public final class FsckCommand implements LeafCommand {
  @Parameters(paramLabel = "NAME", description = "The dataset.")
  private @Nullable String name;

  @Option(names = "--repair", description = "Repair what can be repaired.")
  private boolean repair;

  @Option(names = "--deep", description = "Read every block of every file and count its records.")
  private boolean deep;

  @Option(
      names = "--rebuild-pointer",
      description =
          "First find the last commit again from HDFS, where ZooKeeper has lost its data; says how"
              + " sure that is.")
  private boolean rebuildPointer;

  /** Made by the command line. */
  public FsckCommand() {}

  @Override
  public Report run(Session session) throws InterruptedException {
    DatasetName dataset = DatasetName.parse(String.valueOf(name));
    List<FsckDifference> differences = new ArrayList<>();
    if (rebuildPointer) {
      PointerRebuild rebuilt = session.ledger().rebuildPointer(dataset);
      differences.add(
          new FsckDifference(
              FsckDifference.Kind.POINTER_LOST,
              rebuilt.location(),
              "rebuilt; " + rebuilt.sureness(),
              true));
    }
    Optional<HiveRegistry> hive =
        HiveSettings.from(session.settings()).url().map(url -> session.hive());
    FsckReport found =
        new Fsck(
                session.ledger(),
                hive,
                FsckSettings.from(session.settings()),
                session.hadoop(),
                session.clock())
            .run(new FsckRequest(dataset, repair, deep));
    differences.addAll(found.differences());
    FsckReport report = new FsckReport(differences, found.rows(), found.files());
    return new Report(report, text(report), report.isAtOdds() ? 1 : 0);
  }

  private String text(FsckReport report) {
    String what =
        Amounts.of(report.rows(), "row")
            + " in "
            + Amounts.of(report.files(), "file")
            + (deep ? ", all of them read" : "");
    if (report.differences().isEmpty()) {
      return what + ": the ledger, HDFS and Hive agree.";
    }
    Table table = Table.of("difference", "path", "detail", "repaired");
    report
        .differences()
        .forEach(
            difference ->
                table.row(
                    difference.kind().value(),
                    difference.path(),
                    difference.detail(),
                    difference.repaired() ? "yes" : "no"));
    return table
        + what
        + (report.isAtOdds() && !repair
            ? "; granary fsck NAME --repair repairs what it can."
            : ".");
  }
}
