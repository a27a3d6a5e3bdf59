package granary.cli.dataset;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import granary.dataset.Grain;
import granary.dataset.TimeField;
import granary.failure.InvalidRequestException;
import granary.ledger.LedgerDataset;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Registers a dataset. */
@Command(
    name = "create",
    header = "Registers a dataset with the schema of an Avro schema file.",
    footer = {
      "",
      "Example:",
      "  granary dataset create transactions --schema transactions.avsc --time-field created_at"
          + " --grain day --zone UTC"
    })
final class CreateCommand implements LeafCommand {
  @Parameters(
      paramLabel = "NAME",
      description = "Its name: lower case letters, digits and _, the first a letter.")
  @Nullable String name;

  @Option(
      names = "--schema",
      paramLabel = "FILE.avsc",
      description = "The Avro schema of its records, on this machine or on HDFS.")
  @Nullable String schema;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description = "Infer the schema from a data file. Not there yet.")
  @Nullable Path from;

  @Option(
      names = "--time-field",
      paramLabel = "FIELD",
      description = "The field of the event time: a timestamp, a date, or text.")
  @Nullable String timeField;

  @Option(
      names = "--time-pattern",
      paramLabel = "PATTERN",
      description = "The java.time pattern of a time field that is text, such as yyyy-MM-dd.")
  @Nullable String timePattern;

  @Option(
      names = "--grain",
      paramLabel = "none|month|day|hour",
      description = "How much time a partition covers. Default: day; none without a time field.")
  @Nullable String grain;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      defaultValue = "UTC",
      description = "The zone in which days and hours begin. Default: UTC.")
  String zone = "UTC";

  @Option(
      names = "--rename",
      paramLabel = "FIELD=NAME",
      description = "Give a field of the schema another name; the old one stays as an alias.")
  Map<String, String> renames = new LinkedHashMap<>();

  @Override
  public Report run(Session session) {
    DatasetName datasetName = DatasetName.parse(String.valueOf(name));
    if (from != null) {
      throw new InvalidRequestException(
          "Cannot run dataset create --from: it is not there yet; give a schema with --schema");
    }
    if (schema == null) {
      throw new InvalidRequestException(
          "Cannot create dataset " + datasetName + ": --schema FILE.avsc is missing");
    }
    Optional<TimeField> time = timeField(datasetName);
    Schema read = SchemaFiles.read(schema, session);
    LedgerDataset created =
        session
            .ledger()
            .create(
                new Dataset(
                    datasetName,
                    SchemaFiles.rename(read, renames),
                    time,
                    grain(datasetName, time.isPresent()),
                    zone()));
    DatasetView view = DatasetView.of(created);
    return Report.of(view, "Created.\n" + view.lines());
  }

  private Optional<TimeField> timeField(DatasetName dataset) {
    if (timeField == null && timePattern != null) {
      throw new InvalidRequestException(
          "Cannot create dataset " + dataset + ": --time-pattern needs --time-field");
    }
    return Optional.ofNullable(timeField)
        .map(
            field ->
                new TimeField(
                    renames.getOrDefault(field, field), Optional.ofNullable(timePattern)));
  }

  private Grain grain(DatasetName dataset, boolean timed) {
    Grain chosen =
        Optional.ofNullable(grain).map(Grain::parse).orElse(timed ? Grain.DAY : Grain.NONE);
    if (timed == (chosen == Grain.NONE)) {
      throw new InvalidRequestException(
          "Cannot create dataset "
              + dataset
              + ": "
              + (timed ? "grain none has no time field" : "--time-field is missing")
              + " (grain "
              + chosen.value()
              + ")");
    }
    return chosen;
  }

  private ZoneId zone() {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new InvalidRequestException(
          "Cannot read a zone: one such as UTC or Europe/Berlin was expected (" + zone + ")", e);
    }
  }
}
