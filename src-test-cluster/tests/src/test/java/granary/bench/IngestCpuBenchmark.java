package granary.bench;

import granary.commit.CommitId;
import granary.dataset.Grain;
import granary.dataset.SourceName;
import granary.dataset.TimeField;
import granary.ingest.IngestSettings;
import granary.ingest.InputWriter;
import granary.ingest.TextOptions;
import granary.ingest.WriteOrder;
import granary.ingest.WritePlace;
import granary.ingest.WriteResult;
import granary.ingest.avro.BlockCodec;
import granary.ingest.csv.CsvOptions;
import granary.ingest.csv.CsvReader;
import granary.ingest.input.InputContent;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputFormat;
import granary.ingest.input.InputListing;
import granary.ingest.input.InputPart;
import granary.ingest.input.TextCharset;
import granary.ingest.input.TextWindow;
import granary.ingest.json.JsonReader;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.RecordReader;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.RowBuffer;
import granary.ingest.record.RowEncoder;
import granary.ingest.record.TextValues;
import granary.sample.Sample;
import granary.sample.SampleKind;
import granary.settings.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.hadoop.conf.Configuration;

/**
 * How many rows a second of processor time one thread ingests, and where the time goes: digest
 * only, parsing, encoding only, compressing only, and all of it with each codec, on local disk. The
 * last of several rounds counts.
 */
final class IngestCpuBenchmark {
  private static final String USAGE =
      """
      Rows a second of processor time that one thread ingests from local CSV and JSON lines: digest
      only, digest and parsing, encoding only, compressing only, and all of it with each codec; and
      all of it against the sum of its parts. The last of several rounds counts.
        --rows N    rows of each file (default: 1000000)
        --rounds N  (default: 4)
      """;

  private final Path directory;
  private final SampleKind kind;
  private final String format;
  private final long rows;
  private final Schema schema;
  private final InputFile input;
  private final List<Row> block;

  private IngestCpuBenchmark(Path directory, SampleKind kind, String format, long rows)
      throws IOException {
    this.directory = directory;
    this.kind = kind;
    this.format = format;
    this.rows = rows;
    this.schema = new Schema.Parser().parse(kind.schemaText());
    Path file = directory.resolve(kind.word() + "." + format);
    new Sample(kind, rows, 1, format, 1, LocalDate.of(2026, 11, 16), 7)
        .write(new org.apache.hadoop.fs.Path(file.toUri()), new Configuration());
    this.input =
        new InputListing(new Configuration(), directory)
            .files(List.of(file.toString()), Optional.empty())
            .get(0);
    this.block = block();
  }

  public static void main(String[] words) throws IOException {
    BenchOptions options = BenchOptions.of(words, USAGE, Set.of("rows", "rounds"));
    long rows = options.number("rows", 1_000_000);
    long rounds = options.number("rounds", 4);
    Path directory = Files.createTempDirectory("ingest-benchmark");
    new IngestCpuBenchmark(directory, SampleKind.TRANSACTIONS, "csv", rows).run(rounds);
    new IngestCpuBenchmark(directory, SampleKind.LOGS, "jsonl", rows).run(rounds);
  }

  private void run(long rounds) throws IOException {
    for (long round = 1; round <= rounds; round++) {
      tell(round, "digest", time(() -> InputContent.digest(input, "4m:", new Configuration())));
      double parts = 0;
      parts += tell(round, "digest and parse", time(this::parse));
      parts += tell(round, "encode only", time(this::encode));
      parts += tell(round, "compress only, zstandard", time(this::compress));
      double all = 0;
      for (String codec : List.of("null", "snappy", "zstandard")) {
        all = tell(round, "all, codec " + codec, time(() -> write(codec)));
      }
      System.out.printf(
          Locale.ROOT,
          "%s %s, round %d, all, codec zstandard, takes %.2f times the sum of its parts%n",
          kind.word(),
          format,
          round,
          all / parts);
    }
  }

  private double tell(long round, String what, double seconds) {
    System.out.printf(
        Locale.ROOT,
        "%s %s, round %d, %s: %.2f s, %,d rows/s, %.0f MB/s%n",
        kind.word(),
        format,
        round,
        what,
        seconds,
        Math.round(rows / seconds),
        input.length() / seconds / 1e6);
    return seconds;
  }

  private interface Work {
    void run() throws IOException;
  }

  private static double time(Work work) throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    work.run();
    return (threads.getCurrentThreadCpuTime() - start) / 1e9;
  }

  private void parse() throws IOException {
    RecordShape shape = RecordShape.of(schema);
    TextValues values = new TextValues(ZoneOffset.UTC);
    Row row = shape.newRow();
    try (InputContent content = InputContent.open(input, new Configuration());
        RecordReader reader = reader(content, shape, values)) {
      boolean more = true;
      while (more) {
        try {
          more = reader.next(row);
        } catch (BadRecordException e) {
          more = true;
        }
      }
      content.finish();
    }
  }

  /** Encodes the same few rows again and again, as many as there are. */
  private void encode() {
    RowEncoder encoder = new RowEncoder(RecordShape.of(schema));
    RowBuffer buffer = new RowBuffer();
    for (long done = 0; done < rows; ) {
      buffer.clear();
      for (int i = 0; i < block.size() && done < rows; i++, done++) {
        encoder.encode(block.get(i), buffer);
      }
    }
  }

  /** Compresses blocks of rows that are encoded already. */
  private void compress() throws IOException {
    RowEncoder encoder = new RowEncoder(RecordShape.of(schema));
    IngestSettings settings = IngestSettings.from(Settings.received(Map.of()));
    RowBuffer encoded = new RowBuffer();
    block.forEach(row -> encoder.encode(row, encoded));
    try (BlockCodec codec = BlockCodec.of("zstandard", settings.codecLevel())) {
      for (long done = 0; done < rows; done += block.size()) {
        int ignored = codec.compress(encoded.bytes(), encoded.size()).remaining();
      }
    }
  }

  /** The first rows of the file, as many as make a block. */
  private List<Row> block() throws IOException {
    RecordShape shape = RecordShape.of(schema);
    RowEncoder encoder = new RowEncoder(shape);
    RowBuffer encoded = new RowBuffer();
    int blockBytes = IngestSettings.from(Settings.received(Map.of())).blockBytes();
    List<Row> first = new ArrayList<>();
    try (InputContent content = InputContent.open(input, new Configuration());
        RecordReader reader = reader(content, shape, new TextValues(ZoneOffset.UTC))) {
      boolean more = true;
      while (more && encoded.size() < blockBytes) {
        Row row = shape.newRow();
        try {
          more = reader.next(row);
          if (more) {
            first.add(row);
            encoder.encode(row, encoded);
          }
        } catch (BadRecordException e) {
          more = true;
        }
      }
    }
    return first;
  }

  private RecordReader reader(InputContent content, RecordShape shape, TextValues values)
      throws IOException {
    TextWindow window = TextWindow.over(content, TextCharset.DEFAULT, 1 << 24);
    return format.equals("csv")
        ? CsvReader.over("benchmark.csv", window, shape, CsvOptions.DEFAULT, values)
        : JsonReader.over("benchmark.jsonl", window, InputFormat.JSONL, shape, values);
  }

  private void write(String codec) throws IOException {
    Path run = Files.createTempDirectory(directory, "run");
    WriteOrder order =
        new WriteOrder(
            run.toUri().toString(),
            schema.toString(),
            Optional.of(new TimeField(kind.timeField(), Optional.empty())),
            Grain.DAY,
            "UTC",
            new SourceName("benchmark"),
            CommitId.random(),
            "r",
            TextOptions.DEFAULT,
            Long.MAX_VALUE);
    IngestSettings settings =
        IngestSettings.from(Settings.received(Map.of(IngestSettings.CODEC.key(), codec)));
    Path local = Files.createDirectories(run.resolve("local"));
    try (InputWriter writer =
        new InputWriter(
            order, settings, new Configuration(), new WritePlace(local, "f"), (r, b) -> {})) {
      writer.write(InputPart.whole(input));
      WriteResult result = writer.finish();
      if (result.rowsRead() != rows) {
        throw new IllegalStateException("Read " + result.rowsRead() + " rows of " + rows);
      }
    }
  }
}
