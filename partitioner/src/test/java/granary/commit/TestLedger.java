package granary.commit;

import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import granary.dataset.Frequency;
import granary.dataset.Grain;
import granary.dataset.PartitionKey;
import granary.dataset.Period;
import granary.dataset.SourceName;
import granary.dataset.TimeField;
import granary.ledger.Ledger;
import granary.ledger.LedgerDataset;
import granary.ledger.Ledgers;
import granary.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.io.CloseableIterable;

/** A ledger on local disk, with datasets that have a day and a number. */
public record TestLedger(Ledger ledger, Path root) {
  static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Line", "fields": [
                {"name": "at", "type": {"type": "int", "logicalType": "date"}},
                {"name": "number", "type": "long"}]}
              """);

  public static TestLedger open(String zooKeeper, Path root) {
    return open(zooKeeper, root, CommitObserver.NONE);
  }

  public static TestLedger open(String zooKeeper, Path root, CommitObserver observer) {
    return new TestLedger(
        Ledgers.open(settings(zooKeeper, root), new Configuration(), observer), root);
  }

  /** For the process that {@link DyingFileSystem} lets die. */
  public static TestLedger openDying(String zooKeeper, Path root) {
    return new TestLedger(
        Ledgers.open(
            settings(zooKeeper, root), DyingFileSystem.configuration(), CommitObserver.NONE),
        root);
  }

  public Settings settings(String zooKeeper) {
    return settings(zooKeeper, root);
  }

  private static Settings settings(String zooKeeper, Path root) {
    return Settings.received(
        Map.of(
            "root",
            root.resolve("granary").toUri().toString(),
            "zookeeper.connect",
            zooKeeper,
            "zookeeper.session-timeout",
            "4s",
            "zookeeper.connection-timeout",
            "5s",
            "zookeeper.path",
            "/test-" + Integer.toHexString(root.toString().hashCode())));
  }

  public DatasetName name(String name) {
    return new DatasetName(name);
  }

  public LedgerDataset create(String name) {
    return ledger.create(
        new Dataset(
            name(name),
            SCHEMA,
            Optional.of(new TimeField("at", Optional.empty())),
            Grain.DAY,
            ZoneOffset.UTC));
  }

  /** A commit of one staged file with {@code rows} rows, made from the input file:/in/ID. */
  public AppendRequest request(String dataset, String id, String source, int rows)
      throws IOException {
    return request(dataset, id, source, rows, rows == 0 ? 0 : 1);
  }

  /** A commit of several files of so many rows, for one day each. */
  public AppendRequest request(String dataset, String id, String source, int rows, int files)
      throws IOException {
    LedgerDataset loaded = ledger.load(name(dataset));
    SourceName sourceName = new SourceName(source);
    Positions positions = ledger.commits().positions(name(dataset), sourceName);
    List<StagedFile> staged = new ArrayList<>();
    for (int file = 0; file < files; file++) {
      staged.add(stage(loaded, id + "-" + file, id, sourceName, rows, file));
    }
    return new AppendRequest(
        name(dataset),
        loaded.uuid(),
        new CommitId(id),
        sourceName,
        staged,
        List.of(new IngestedInput("file:/in/" + id, rows, 0, "digest-" + id)),
        positions.version(),
        Map.of("granary.rows-read", Integer.toString(rows * files)));
  }

  private static StagedFile stage(
      LedgerDataset dataset, String name, String id, SourceName source, int rows, int day)
      throws IOException {
    Path directory = Path.of(java.net.URI.create(dataset.location())).resolve("_staging/" + id);
    Files.createDirectories(directory);
    Path file = directory.resolve(name + ".avro");
    LocalDate date = LocalDate.of(2026, 11, 22).plusDays(day);
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(dataset.fileSchema()))) {
      writer.create(dataset.fileSchema(), file.toFile());
      for (int i = 0; i < rows; i++) {
        writer.append(
            new GenericRecordBuilder(dataset.fileSchema())
                .set("at", (int) date.toEpochDay())
                .set("number", (long) i)
                .build());
      }
    }
    return new StagedFile(
        new PartitionKey(source, Frequency.HOT, Period.of(Grain.DAY, date.atStartOfDay())),
        file.toUri().toString(),
        name + ".avro",
        rows,
        Files.size(file),
        List.of(new FieldStatistics(2, rows, 0, Optional.empty(), Optional.empty())));
  }

  /** Files that Hive would show: those whose path below the dataset's has no hidden component. */
  public List<Path> visibleFiles(String dataset) throws IOException {
    Path location = Path.of(java.net.URI.create(ledger.load(name(dataset)).location()));
    try (Stream<Path> paths = Files.walk(location)) {
      return paths
          .filter(Files::isRegularFile)
          .filter(path -> path.toString().endsWith(".avro"))
          .filter(path -> location.relativize(path).toString().startsWith("source="))
          .toList();
    }
  }

  /** Rows as Iceberg's own reader sees them. */
  public long rows(String dataset) throws IOException {
    long rows = 0;
    try (CloseableIterable<org.apache.iceberg.data.Record> records =
        IcebergGenerics.read(ledger.table(name(dataset))).build()) {
      for (org.apache.iceberg.data.Record ignored : records) {
        rows++;
      }
    }
    return rows;
  }
}
