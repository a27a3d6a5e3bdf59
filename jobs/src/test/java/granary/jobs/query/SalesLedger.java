package granary.jobs.query;

import granary.commit.AppendRequest;
import granary.commit.CommitId;
import granary.commit.StagedFile;
import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import granary.dataset.Frequency;
import granary.dataset.Grain;
import granary.dataset.PartitionKey;
import granary.dataset.Period;
import granary.dataset.SourceName;
import granary.dataset.TimeField;
import granary.job.JobRunner;
import granary.ledger.Ledger;
import granary.ledger.LedgerDataset;
import granary.ledger.Ledgers;
import granary.local.LocalJobs;
import granary.settings.Settings;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** A ledger on local disk with the dataset {@code sales}, and queries over it in this process. */
final class SalesLedger implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-24T10:30:00Z");
  static final LocalDate FIRST_DAY = LocalDate.of(2026, 11, 1);

  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Sale", "fields": [
                {"name": "id", "type": "long"},
                {"name": "qty", "type": ["null", "int"]},
                {"name": "amount", "type": ["null",
                  {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}]},
                {"name": "big", "type": ["null",
                  {"type": "bytes", "logicalType": "decimal", "precision": 30, "scale": 3}]},
                {"name": "price", "type": ["double", "null"]},
                {"name": "flag", "type": ["null", "boolean"]},
                {"name": "name", "type": ["null", "string"]},
                {"name": "sold", "type": {"type": "int", "logicalType": "date"}},
                {"name": "created_at", "type": ["null",
                  {"type": "long", "logicalType": "timestamp-millis"}]},
                {"name": "attributes", "type": {"type": "record", "name": "Attributes", "fields": [
                  {"name": "region", "type": ["null", "string"]},
                  {"name": "score", "type": ["null", "long"]}]}}]}
              """);

  private final Ledger ledger;
  private final Settings settings;
  private final Configuration hadoop = new Configuration();

  /** One record, as a plain program would keep it. */
  record Sale(
      long id,
      @Nullable Integer qty,
      @Nullable BigDecimal amount,
      @Nullable BigDecimal big,
      @Nullable Double price,
      @Nullable Boolean flag,
      @Nullable String name,
      LocalDate sold,
      @Nullable Instant createdAt,
      @Nullable String region,
      @Nullable Long score,
      String source) {}

  SalesLedger(String zooKeeper, Path root) {
    settings =
        Settings.received(
            Map.of(
                "root",
                root.resolve("granary").toUri().toString(),
                "zookeeper.connect",
                zooKeeper,
                "zookeeper.session-timeout",
                "4s",
                "zookeeper.path",
                "/test-" + Integer.toHexString(root.toString().hashCode()),
                "query.split.size",
                "64KiB"));
    ledger = Ledgers.open(settings, hadoop);
  }

  Ledger ledger() {
    return ledger;
  }

  void create() {
    ledger.create(
        new Dataset(
            new DatasetName("sales"),
            SCHEMA,
            Optional.of(new TimeField("sold", Optional.empty())),
            Grain.DAY,
            ZoneOffset.UTC));
  }

  QueryJob plan(String sql) {
    return QueryJob.plan(sql, ledger, settings, hadoop, InstantSource.fixed(NOW));
  }

  /** The rows of a query, with text for each value, and what it took. */
  record Answer(List<List<@Nullable Object>> rows, QuerySummary summary) {}

  Answer query(String sql) throws IOException, InterruptedException {
    JobRunner runner = new LocalJobs(settings, hadoop);
    try (QueryResult result = plan(sql).run(runner, progress -> {})) {
      List<List<@Nullable Object>> rows = new ArrayList<>();
      result.read(rows::add);
      return new Answer(rows, result.summary());
    }
  }

  /** Random records: few values of each field, and NULLs. */
  static List<Sale> random(Random random, long firstId, int count) {
    List<Sale> sales = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sales.add(
          new Sale(
              firstId + i,
              maybe(random, random.nextInt(7) - 2),
              maybe(random, BigDecimal.valueOf(random.nextInt(200_000) - 50_000, 2)),
              maybe(random, new BigDecimal(new java.math.BigInteger(90, random), 3).negate()),
              maybe(random, random.nextInt(64) / 8.0),
              maybe(random, random.nextBoolean()),
              maybe(random, List.of("ann", "bob", "", "Zoë", "x'y", "a%b").get(random.nextInt(6))),
              FIRST_DAY.plusDays(random.nextInt(5)),
              maybe(
                  random, NOW.minusSeconds(random.nextInt(500_000)).plusMillis(random.nextInt(9))),
              maybe(random, List.of("EU", "US", "APAC").get(random.nextInt(3))),
              maybe(random, (long) random.nextInt(1000) * 1_000_000_007L),
              List.of("pos-eu", "mobile").get(random.nextInt(2))));
    }
    return sales;
  }

  private static <T> @Nullable T maybe(Random random, T value) {
    return random.nextInt(6) == 0 ? null : value;
  }

  /** Publishes the records, a commit for each source and a file for each day. */
  void append(List<Sale> sales, CodecFactory codec) throws Exception {
    LedgerDataset dataset = ledger.load(new DatasetName("sales"));
    for (String source : sales.stream().map(Sale::source).distinct().toList()) {
      CommitId id = CommitId.random();
      SourceName name = new SourceName(source);
      List<StagedFile> files = new ArrayList<>();
      for (LocalDate day : sales.stream().map(Sale::sold).distinct().sorted().toList()) {
        List<Sale> part =
            sales.stream().filter(s -> s.source().equals(source) && s.sold().equals(day)).toList();
        if (!part.isEmpty()) {
          files.add(stage(dataset, id, new DayOf(name, day), part, codec));
        }
      }
      int version = ledger.commits().positions(dataset.dataset().name(), name).version();
      ledger
          .commits()
          .append(
              new AppendRequest(
                  dataset.dataset().name(),
                  dataset.uuid(),
                  id,
                  name,
                  files,
                  List.of(),
                  version,
                  Map.of()));
    }
  }

  private record DayOf(SourceName source, LocalDate day) {}

  private static StagedFile stage(
      LedgerDataset dataset, CommitId id, DayOf place, List<Sale> sales, CodecFactory codec)
      throws IOException {
    Path directory = Path.of(java.net.URI.create(dataset.location())).resolve("_staging/" + id);
    Files.createDirectories(directory);
    Path file = directory.resolve(id + "-" + place.day() + ".avro");
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(dataset.fileSchema()))) {
      writer.setCodec(codec).setSyncInterval(4096).create(dataset.fileSchema(), file.toFile());
      for (Sale sale : sales) {
        writer.append(toRecord(dataset.fileSchema(), sale));
      }
    }
    return new StagedFile(
        new PartitionKey(
            place.source(), Frequency.HOT, Period.of(Grain.DAY, place.day().atStartOfDay())),
        file.toUri().toString(),
        file.getFileName().toString(),
        sales.size(),
        Files.size(file),
        List.of());
  }

  private static GenericRecord toRecord(Schema schema, Sale sale) {
    GenericRecord to = new GenericData.Record(schema);
    to.put("id", sale.id());
    to.put("qty", sale.qty());
    to.put("amount", bytes(sale.amount()));
    to.put("big", bytes(sale.big()));
    to.put("price", sale.price());
    to.put("flag", sale.flag());
    to.put("name", sale.name());
    to.put("sold", (int) sale.sold().toEpochDay());
    Instant at = sale.createdAt();
    to.put("created_at", at == null ? null : at.toEpochMilli());
    GenericRecord attributes = new GenericData.Record(schema.getField("attributes").schema());
    attributes.put("region", sale.region());
    attributes.put("score", sale.score());
    to.put("attributes", attributes);
    return to;
  }

  private static @Nullable ByteBuffer bytes(@Nullable BigDecimal value) {
    return value == null ? null : ByteBuffer.wrap(value.unscaledValue().toByteArray());
  }

  @Override
  public void close() {
    ledger.close();
  }
}
