package granary.cli.dataset;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cli.ingest.TextFlags;
import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import granary.dataset.Grain;
import granary.dataset.TimeField;
import granary.failure.InvalidRequestException;
import granary.ingest.infer.InferredSchema;
import granary.ledger.LedgerDataset;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Registers a dataset. */
@Command(
    name = "create",
    header = "Registers a dataset with the schema of an Avro schema file, or of data.",
    description =
        "With --from the schema is inferred as by dataset infer; the time field too, if only one"
            + " can be it.",
    footer = {
      "",
      "Example:",
      "  granary dataset create transactions --schema transactions.avsc --time-field created_at"
          + " --grain day --zone UTC",
      "  granary dataset create payments --from payments.csv --time-field created_at"
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
      description = "Infer the schema from a data file, on file: or hdfs:.")
  @Nullable String from;

  @Option(
      names = "--time-field",
      paramLabel = "FIELD",
      description = "The field of the event time: a timestamp, a date, or text.")
  @Nullable String timeField;

  @Option(
      names = "--time-pattern",
      paramLabel = "PATTERN",
      description =
          "The java.time pattern of a time field that is text, such as yyyy-MM-dd or dd-MMM-yy:"
              + " words are English, in any case, and weeks are those of ISO 8601.")
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

  @Option(
      names = "--if-not-exists",
      description = "Take one of that name for it where it is the same in all of this.")
  boolean ifNotExists;

  @Mixin TextFlags text = new TextFlags();

  @Override
  public Report run(Session session) {
    DatasetName datasetName = DatasetName.parse(String.valueOf(name));
    if ((schema == null) == (from == null)) {
      throw new InvalidRequestException(
          "Cannot create dataset "
              + datasetName
              + ": either --schema FILE.avsc or --from FILE was expected");
    }
    Definition definition =
        from == null
            ? given(datasetName, String.valueOf(schema), session)
            : inferred(datasetName, from, session);
    Dataset wanted =
        new Dataset(
            datasetName,
            definition.schema(),
            definition.time(),
            grain(datasetName, definition.time().isPresent()),
            zone());
    boolean there = ifNotExists && session.ledger().list().contains(datasetName);
    LedgerDataset dataset = there ? same(wanted, session) : session.ledger().create(wanted);
    DatasetView view = DatasetView.of(dataset).withNotes(definition.notes());
    return Report.of(view, (there ? "It was there already.\n" : "Created.\n") + view.lines());
  }

  private static LedgerDataset same(Dataset wanted, Session session) {
    LedgerDataset there = session.ledger().load(wanted.name());
    if (!there.dataset().equals(wanted)) {
      throw new InvalidRequestException(
          "Cannot create dataset "
              + wanted.name()
              + ": there is one of that name already, and it is not the same; see granary dataset"
              + " show "
              + wanted.name());
    }
    return there;
  }

  /** What a dataset is to be, and what is to be said of it. */
  private record Definition(Schema schema, Optional<TimeField> time, List<String> notes) {}

  private Definition given(DatasetName dataset, String file, Session session) {
    Schema renamed = SchemaFiles.rename(SchemaFiles.read(file, session), renames);
    return new Definition(renamed, timeField(dataset, renamed), List.of());
  }

  private Definition inferred(DatasetName dataset, String file, Session session) {
    Optional<String> textField =
        timePattern == null ? Optional.empty() : Optional.ofNullable(timeField);
    InferredSchema found =
        DataFiles.schema(session, file, text, Optional.of(dataset.value()), textField);
    Schema renamed = SchemaFiles.rename(found.schema(), renames);
    List<String> notes = new ArrayList<>(found.notes());
    if (timeField != null || Grain.NONE.value().equalsIgnoreCase(grain)) {
      return new Definition(renamed, timeField(dataset, renamed), notes);
    }
    if (timePattern != null) {
      timeField(dataset, renamed);
    }
    List<String> candidates = TimeCandidates.of(renamed, grain);
    if (candidates.size() == 1) {
      notes.add("The time field is " + candidates.get(0) + ": no other field can be it");
      return new Definition(
          renamed, Optional.of(new TimeField(candidates.get(0), Optional.empty())), notes);
    }
    if (candidates.isEmpty() && found.textTimes().isEmpty() && grain == null) {
      notes.add("No field is a date or a timestamp, so there are no periods (grain none)");
      return new Definition(renamed, Optional.empty(), notes);
    }
    throw new InvalidRequestException(
        "Cannot create dataset "
            + dataset
            + ": --time-field is missing, "
            + (candidates.isEmpty()
                ? "and no field is a "
                    + (Grain.HOUR.value().equalsIgnoreCase(grain) ? "" : "date or a ")
                    + "timestamp; --grain none needs none"
                : "and several fields can be it: " + String.join(", ", candidates))
            + (found.textTimes().isEmpty()
                ? ""
                : "; with --time-pattern also " + String.join(", ", found.textTimes())));
  }

  private Optional<TimeField> timeField(DatasetName dataset, Schema renamed) {
    if (timeField == null && timePattern != null) {
      throw new InvalidRequestException(
          "Cannot create dataset " + dataset + ": --time-pattern needs --time-field");
    }
    return Optional.ofNullable(timeField)
        .map(
            field ->
                new TimeField(
                    SchemaFiles.nameOf(renamed, renames.getOrDefault(field, field)),
                    Optional.ofNullable(timePattern)));
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
