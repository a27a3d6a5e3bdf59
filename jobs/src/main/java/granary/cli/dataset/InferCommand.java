package granary.cli.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cli.ingest.TextFlags;
import granary.dataset.DatasetSchemas;
import granary.ingest.infer.InferredSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the schema that data have. */
@Command(
    name = "infer",
    header = "Infers the Avro schema of a data file, and says what was mapped or is doubtful.",
    description = {
      "Looks at the first records (infer.sample-records, infer.sample-size). Names become lower"
          + " case with _ for what is not allowed; what they were in the data still matches at"
          + " ingest. What is ambiguous stays text."
    },
    footer = {
      "",
      "Example:",
      "  granary sample transactions --rows 1000 --seed 1 --format csv --out transactions.csv",
      "  granary dataset infer transactions.csv --out inferred.avsc"
    })
final class InferCommand implements LeafCommand {
  @Parameters(paramLabel = "FILE", description = "A data file, on file: or hdfs:.")
  String file = "";

  @Option(
      names = "--out",
      paramLabel = "FILE.avsc",
      description = "Write the schema to this file too.")
  @Nullable String out;

  @Mixin TextFlags text = new TextFlags();

  @Override
  public Report run(Session session) {
    InferredSchema inferred =
        DataFiles.schema(session, file, text, Optional.empty(), Optional.empty());
    List<String> notes = new ArrayList<>(inferred.notes());
    Optional<String> refusal = DatasetSchemas.refusal(inferred.schema());
    notes.addAll(
        refusal
            .map(why -> List.of("No dataset can have this schema as it is: " + why))
            .orElseGet(() -> DatasetSchemas.notes(inferred.schema())));
    if (inferred.times().size() > 1) {
      notes.add("Fields that can be the time field: " + String.join(", ", inferred.times()));
    }
    if (out != null) {
      SchemaFiles.write(out, inferred.schema(), session);
      notes.add("The schema was written to " + out);
    }
    StringBuilder lines = new StringBuilder(SchemaFiles.pretty(inferred.schema())).append('\n');
    notes.forEach(note -> lines.append("note: ").append(note).append('\n'));
    return Report.of(new Inferred(DatasetView.json(inferred.schema()), notes), lines.toString());
  }

  /** What {@code --json} prints. */
  record Inferred(JsonNode schema, List<String> notes) {}
}
