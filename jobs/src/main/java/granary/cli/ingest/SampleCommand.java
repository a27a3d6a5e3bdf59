package granary.cli.ingest;

import granary.cli.Amounts;
import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.failure.InvalidRequestException;
import granary.sample.Sample;
import granary.sample.SampleKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a file of sample records. */
@Command(
    name = "sample",
    header = "Makes sample data: the same seed makes the same file.",
    description =
        "People, merchants and services are drawn by Zipf's law, times by the rhythm of a day; logs"
            + " have nested attributes (in CSV as attributes.region).",
    footer = {
      "",
      "Example:",
      "  granary sample logs --rows 100000 --seed 7 --format jsonl --bad 1%% --out logs.jsonl"
          + " --schema-out logs.avsc"
    })
public final class SampleCommand implements LeafCommand {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  @Parameters(
      index = "0",
      paramLabel = "transactions|users|logs",
      description = "What kind of records.")
  String kind = "";

  @Option(names = "--rows", paramLabel = "N", required = true, description = "How many records.")
  long rows;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Of all chances. Default: 1.")
  long seed = 1;

  @Option(
      names = "--format",
      paramLabel = "csv|jsonl|avro",
      defaultValue = "csv",
      description = "The file's format. Default: csv.")
  String format = "csv";

  @Option(
      names = "--out",
      paramLabel = "URI",
      required = true,
      description = "The file, local or hdfs:; compressed if its name ends in .gz.")
  String out = "";

  @Option(
      names = "--bad",
      paramLabel = "P%%",
      defaultValue = "0",
      description = "How many of 100 records are bad. Default: 0.")
  String bad = "0";

  @Option(
      names = "--start",
      paramLabel = "DAY",
      defaultValue = "2026-11-16",
      description = "The first day of their times. Default: 2026-11-16.")
  LocalDate start = LocalDate.of(2026, 11, 16);

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "7",
      description = "Over how many days they are spread. Default: 7.")
  int days = 7;

  @Option(
      names = "--schema-out",
      paramLabel = "FILE",
      description = "Write the matching Avro schema to this local file.")
  @Nullable Path schemaOut;

  @Override
  public Report run(Session session) throws IOException {
    SampleKind sampleKind = SampleKind.parse(kind);
    Sample sample = new Sample(sampleKind, rows, seed, format, percent(), start, days);
    Sample.Written written = sample.write(target(), session.hadoop());
    if (schemaOut != null) {
      Files.writeString(schemaOut, sampleKind.schemaText());
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("kind", sampleKind.word());
    json.put("rows", written.rows());
    json.put("bad", written.bad());
    json.put("bytes", written.bytes());
    json.put("out", written.out());
    json.put("timeField", sampleKind.timeField());
    json.put("schema", schemaOut == null ? null : schemaOut.toAbsolutePath().toString());
    return Report.of(
        json,
        "Wrote "
            + Amounts.of(written.rows(), "record")
            + " ("
            + Amounts.count(written.bad())
            + " bad), "
            + Amounts.bytes(written.bytes())
            + ", to "
            + written.out()
            + "\n");
  }

  private org.apache.hadoop.fs.Path target() {
    return SCHEME.matcher(out).matches()
        ? new org.apache.hadoop.fs.Path(out)
        : new org.apache.hadoop.fs.Path(Path.of(out).toAbsolutePath().normalize().toUri());
  }

  private double percent() {
    String number = bad.endsWith("%") ? bad.substring(0, bad.length() - 1) : bad;
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(
          "Cannot read --bad: a percentage such as 1% was expected (" + bad + ")", e);
    }
  }
}
