package granary.cli.ingest;

import granary.cli.Amounts;
import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.dataset.DatasetName;
import granary.jobs.ingest.QuarantineExport;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes bad records back as files that can be mended and ingested. */
@Command(
    name = "export",
    header = "Writes bad records as files like those they came in, to be mended and ingested.",
    description =
        "CSV gets the header of its file back; JSON and Avro become JSON lines. All text is UTF-8.",
    footer = {
      "",
      "Example:",
      "  granary quarantine export transactions --out mended",
      "  granary ingest transactions --source pos-eu --from mended"
    })
final class QuarantineExportCommand implements LeafCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The dataset.")
  String name = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The directory for the files, local or hdfs:; made if it is not there.")
  String out = "";

  @Option(
      names = "--commit",
      paramLabel = "ID",
      description = "Only the records of this commit; see quarantine list.")
  @Nullable String commit;

  @Override
  public Report run(Session session) {
    org.apache.hadoop.fs.Path directory =
        out.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")
            ? new org.apache.hadoop.fs.Path(out)
            : new org.apache.hadoop.fs.Path(Path.of(out).toAbsolutePath().normalize().toUri());
    QuarantineExport.Result result =
        new QuarantineExport(session.ledger(), session.hadoop())
            .write(DatasetName.parse(name), Optional.ofNullable(commit), directory);
    StringBuilder text = new StringBuilder();
    result
        .files()
        .forEach(
            file ->
                text.append(file.file())
                    .append(": ")
                    .append(Amounts.of(file.records(), "record"))
                    .append('\n'));
    if (result.files().isEmpty()) {
      text.append("There is no record to write.\n");
    }
    if (result.cut() > 0) {
      text.append("Not written, since only their beginnings were kept: ")
          .append(Amounts.of(result.cut(), "record"))
          .append('\n');
    }
    return Report.of(result, text.toString());
  }
}
