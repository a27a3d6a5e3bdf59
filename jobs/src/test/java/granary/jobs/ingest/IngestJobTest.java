package granary.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.commit.CommitId;
import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import granary.dataset.Grain;
import granary.dataset.SourceName;
import granary.dataset.TimeField;
import granary.failure.InvalidRequestException;
import granary.ingest.TextOptions;
import granary.ingest.input.TextCharset;
import granary.ledger.Ledger;
import granary.ledger.LedgerPartition;
import granary.ledger.Ledgers;
import granary.local.LocalJobs;
import granary.sample.Sample;
import granary.sample.SampleKind;
import granary.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.curator.test.TestingServer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestJobTest {
  private static final DatasetName TRANSACTIONS = new DatasetName("transactions");

  @TempDir Path directory;
  private TestingServer zooKeeper;
  private Settings settings;
  private Ledger ledger;

  @BeforeEach
  void openLedger() throws Exception {
    zooKeeper = new TestingServer();
    settings =
        Settings.received(
            Map.of(
                "root", directory.resolve("granary").toUri().toString(),
                "zookeeper.connect", zooKeeper.getConnectString()));
    ledger = Ledgers.open(settings, new Configuration());
    ledger.create(
        new Dataset(
            TRANSACTIONS,
            new Schema.Parser().parse(SampleKind.TRANSACTIONS.schemaText()),
            Optional.of(new TimeField("created_at", Optional.empty())),
            Grain.DAY,
            ZoneOffset.UTC));
  }

  @AfterEach
  void closeLedger() throws IOException {
    ledger.close();
    zooKeeper.close();
  }

  @Test
  void addsTheSameFilesOnlyOnce() throws Exception {
    Sample.Written csv = sample("a.csv", 2000, 1, 5);
    Sample.Written gzip = sample("b.csv.gz", 500, 2, 0);
    IngestReport report = ingest(Optional.empty(), BadRecordPolicy.QUARANTINE);
    assertThat(report.rowsRead()).isEqualTo(2500);
    assertThat(report.rowsQuarantined()).isEqualTo(csv.bad()).isPositive();
    assertThat(report.rowsWritten()).isEqualTo(2500 - csv.bad() - gzip.bad());
    assertThat(report.alreadyIngested()).isFalse();
    assertThat(report.partitions()).isEqualTo(7);
    assertThat(rows()).isEqualTo(report.rowsWritten());
    assertThat(report.hive()).isEqualTo("not configured");

    IngestReport again = ingest(Optional.empty(), BadRecordPolicy.QUARANTINE);
    assertThat(again.alreadyIngested()).isTrue();
    assertThat(again.inputsAlreadyIngested()).isEqualTo(2);
    assertThat(again.snapshot()).isEqualTo(report.snapshot());

    FileTime later = FileTime.from(Instant.parse("2030-01-01T00:00:00Z"));
    Files.setLastModifiedTime(directory.resolve("in/a.csv"), later);
    assertThat(ingest(Optional.empty(), BadRecordPolicy.QUARANTINE).alreadyIngested()).isTrue();
    assertThat(rows()).isEqualTo(report.rowsWritten());

    List<QuarantineList.Entry> quarantine = QuarantineList.of(ledger, TRANSACTIONS);
    assertThat(quarantine).hasSize(1);
    assertThat(quarantine.get(0).records()).isEqualTo(csv.bad());
    Path location =
        Path.of(new org.apache.hadoop.fs.Path(quarantine.get(0).location()).toUri().getPath());
    try (Stream<Path> files = Files.list(location)) {
      Path index =
          files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
      assertThat(Files.readAllLines(index)).hasSize((int) csv.bad());
    }
    assertThat(directory.resolve("granary/type=transactions/_staging/" + report.commit()))
        .satisfiesAnyOf(
            path -> assertThat(path).doesNotExist(), path -> assertThat(path).isEmptyDirectory());
  }

  @Test
  void overwritesWithAllOfTheFilesAgainAndAgain() throws Exception {
    sample("a.csv", 50, 1, 0);
    sample("b.csv", 50, 2, 0);
    IngestReport first = ingest(Optional.empty(), BadRecordPolicy.QUARANTINE);
    long rows = rows();
    assertThat(rows).isEqualTo(first.rowsWritten()).isPositive();

    IngestReport again = overwrite();

    assertThat(again.alreadyIngested()).isFalse();
    assertThat(again.rowsWritten()).isEqualTo(rows);
    assertThat(rows()).isEqualTo(rows);
    assertThat(overwrite().commit()).isNotEqualTo(again.commit());
    assertThat(rows()).isEqualTo(rows);
    assertThat(ingest(Optional.empty(), BadRecordPolicy.QUARANTINE).alreadyIngested()).isTrue();
  }

  @Test
  void settlesTheSameCommitId() throws Exception {
    sample("a.csv", 100, 1, 0);
    Optional<CommitId> id = Optional.of(new CommitId("first"));
    IngestReport report = ingest(id, BadRecordPolicy.QUARANTINE);
    sample("b.csv", 100, 2, 0);
    IngestReport again = ingest(id, BadRecordPolicy.QUARANTINE);
    assertThat(again.alreadyIngested()).isTrue();
    assertThat(again.rowsWritten()).isEqualTo(report.rowsWritten()).isEqualTo(100);
    assertThat(rows()).isEqualTo(100);
  }

  @Test
  void failsWithTooManyBadRecordsAndAddsNothing() throws Exception {
    sample("a.csv", 1000, 1, 10);
    assertThatThrownBy(() -> ingest(Optional.empty(), BadRecordPolicy.parse("1%")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("too many records are bad");
    assertThatThrownBy(() -> ingest(Optional.empty(), BadRecordPolicy.FAIL))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("a.csv");
    assertThat(rows()).isZero();
    assertThat(ingest(Optional.empty(), BadRecordPolicy.parse("50%")).rowsWritten()).isPositive();
  }

  @Test
  void recordsInputsOfWhichEveryRecordIsBad() throws Exception {
    sample("a.csv", 20, 1, 100);
    IngestReport report = ingest(Optional.empty(), BadRecordPolicy.QUARANTINE);
    assertThat(report.rowsQuarantined()).isEqualTo(20);
    assertThat(report.files()).isZero();
    assertThat(ingest(Optional.empty(), BadRecordPolicy.QUARANTINE).alreadyIngested()).isTrue();
  }

  @Test
  void addsOnceWhenSeveralIngestTheSameAtOnce() throws Exception {
    sample("a.csv", 300, 1, 0);
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      List<Future<IngestReport>> reports = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        reports.add(pool.submit(() -> ingest(Optional.empty(), BadRecordPolicy.QUARANTINE)));
      }
      long added = 0;
      for (Future<IngestReport> report : reports) {
        added += report.get().rowsWritten();
      }
      assertThat(added).isEqualTo(300);
      assertThat(rows()).isEqualTo(300);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void dividesLargeFilesAndKnowsThemAgain() throws Exception {
    settings = settings("ingest.task-size", "4MiB");
    Sample.Written csv = sample("a.csv", 130_000, 1, 1);
    IngestReport report = ingest(Optional.empty(), BadRecordPolicy.QUARANTINE);
    assertThat(csv.bytes()).isGreaterThan(10 << 20);
    assertThat(report.rowsRead()).isEqualTo(130_000);
    assertThat(report.rowsQuarantined()).isEqualTo(csv.bad());
    assertThat(report.inputs()).isEqualTo(1);
    assertThat(report.files()).isGreaterThan(2 * report.partitions());
    FileTime later = FileTime.from(Instant.parse("2030-01-01T00:00:00Z"));
    Files.setLastModifiedTime(directory.resolve("in/a.csv"), later);
    settings = settings("ingest.task-size", "8MiB");
    assertThat(ingest(Optional.empty(), BadRecordPolicy.QUARANTINE).alreadyIngested()).isTrue();
    assertThat(rows()).isEqualTo(report.rowsWritten());
  }

  @Test
  void doesNotDivideAFileOfAnotherCharset() throws Exception {
    settings = settings("ingest.task-size", "4MiB");
    sample("a.csv", 70_000, 1, 0);
    assertThat(Files.size(directory.resolve("in/a.csv"))).isGreaterThan(5 << 20);
    IngestRequest utf8 = request(Optional.empty(), BadRecordPolicy.FAIL);
    TextOptions latin = new TextOptions(new TextCharset("windows-1252"), utf8.text().csv());
    IngestReport report =
        job(false)
            .run(
                new IngestRequest(
                    utf8.dataset(),
                    utf8.source(),
                    utf8.from(),
                    utf8.format(),
                    latin,
                    utf8.policy(),
                    utf8.mode(),
                    utf8.id()),
                progress -> {});
    assertThat(report.rowsWritten()).isEqualTo(70_000);
    assertThat(report.files()).isEqualTo(report.partitions());
  }

  @Test
  void readsAFileUndividedWhereItsPartsDoNotMeet() throws Exception {
    settings = settings("ingest.task-size", "4MiB");
    sample("a.csv", 1, 1, 0);
    Path file = directory.resolve("in/a.csv");
    List<String> lines = Files.readAllLines(file);
    // One quoted cell that holds what looks like records, over the whole of a part.
    String row = lines.get(1);
    StringBuilder text = new StringBuilder(lines.get(0)).append('\n').append(row).append('\n');
    String quoted = row.replaceFirst("^[^,]*", "\"" + (row + "\n").repeat(90_000) + "\"");
    text.append(quoted).append('\n').append(row).append('\n');
    Files.writeString(file, text);
    IngestReport report = ingest(Optional.empty(), BadRecordPolicy.QUARANTINE);
    assertThat(report.rowsRead()).isEqualTo(3);
    assertThat(rows()).isEqualTo(report.rowsWritten());
  }

  @Test
  void tellsFilesThatHaveChanged() throws Exception {
    sample("a.csv", 100, 1, 0);
    sample("b.csv", 100, 2, 0);
    ingest(Optional.empty(), BadRecordPolicy.QUARANTINE);
    Path grown = directory.resolve("in/a.csv");
    List<String> lines = Files.readAllLines(grown);
    Files.writeString(grown, Files.readString(grown) + lines.get(1) + "\n");
    Path rewritten = directory.resolve("in/b.csv");
    String text = Files.readString(rewritten);
    int digit = text.lastIndexOf("1");
    Files.writeString(rewritten, text.substring(0, digit) + "2" + text.substring(digit + 1));
    Files.setLastModifiedTime(rewritten, FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
    Files.copy(grown, directory.resolve("in/copy.csv"));
    IngestReport report = ingest(Optional.empty(), BadRecordPolicy.QUARANTINE);
    assertThat(report.inputs()).isEqualTo(3);
    assertThat(report.changed())
        .extracting(ChangedInput::change)
        .containsExactly("grown", "rewritten");
    assertThat(report.notes()).anyMatch(note -> note.contains("a.csv was ingested before"));
    assertThat(ingest(Optional.empty(), BadRecordPolicy.QUARANTINE).alreadyIngested()).isTrue();
  }

  @Test
  void publishesNothingWhereOneOfItsFilesIsDamaged() throws Exception {
    sample("a.csv", 100, 1, 0);
    Sample.Written packed = sample("b.csv.gz", 5000, 2, 0);
    Path cut = directory.resolve("in/b.csv.gz");
    byte[] sound = Files.readAllBytes(cut);
    Files.write(cut, java.util.Arrays.copyOf(sound, sound.length - 100));
    assertThatThrownBy(() -> ingest(Optional.empty(), BadRecordPolicy.QUARANTINE))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("b.csv.gz: its gzip data are damaged or end early");
    assertThat(rows()).isZero();
    Files.write(cut, sound);
    assertThat(ingest(Optional.empty(), BadRecordPolicy.QUARANTINE).rowsWritten())
        .isEqualTo(100 + packed.rows());
  }

  @Test
  void ingestsAvroFilesLikeText() throws Exception {
    settings = settings("ingest.task-size", "1MiB");
    new Sample(SampleKind.TRANSACTIONS, 80_000, 1, "avro", 0, LocalDate.of(2026, 11, 16), 7)
        .write(
            new org.apache.hadoop.fs.Path(directory.resolve("in/a.avro").toUri()),
            new Configuration());
    IngestReport report = ingest(Optional.empty(), BadRecordPolicy.FAIL);
    assertThat(report.rowsWritten()).isEqualTo(80_000).isEqualTo(rows());
    assertThat(ingest(Optional.empty(), BadRecordPolicy.FAIL).alreadyIngested()).isTrue();
  }

  private Settings settings(String key, String value) {
    return Settings.received(
        Map.of(
            "root",
            directory.resolve("granary").toUri().toString(),
            "zookeeper.connect",
            zooKeeper.getConnectString(),
            key,
            value));
  }

  @Test
  void copiesLocalFilesForTasksOnOtherHosts() throws Exception {
    sample("a.csv", 50, 1, 0);
    IngestReport report =
        job(true).run(request(Optional.empty(), BadRecordPolicy.QUARANTINE), progress -> {});
    assertThat(report.rowsWritten()).isEqualTo(50);
    assertThat(ingest(Optional.empty(), BadRecordPolicy.QUARANTINE).alreadyIngested()).isTrue();
  }

  private Sample.Written sample(String name, long rows, long seed, double bad) throws IOException {
    Sample sample =
        new Sample(SampleKind.TRANSACTIONS, rows, seed, "csv", bad, LocalDate.of(2026, 11, 16), 7);
    return sample.write(
        new org.apache.hadoop.fs.Path(directory.resolve("in").resolve(name).toUri()),
        new Configuration());
  }

  private IngestReport ingest(Optional<CommitId> id, BadRecordPolicy policy)
      throws InterruptedException {
    return job(false).run(request(id, policy), progress -> {});
  }

  private IngestJob job(boolean remote) {
    Configuration hadoop = new Configuration();
    return new IngestJob(
        ledger,
        new IngestJob.Runner(new LocalJobs(settings, hadoop), remote),
        settings,
        hadoop,
        InstantSource.system());
  }

  private IngestRequest request(Optional<CommitId> id, BadRecordPolicy policy) {
    return new IngestRequest(
        TRANSACTIONS,
        new SourceName("pos-eu"),
        List.of(directory.resolve("in").toString()),
        Optional.empty(),
        TextOptions.DEFAULT,
        policy,
        IngestMode.APPEND,
        id);
  }

  private IngestReport overwrite() throws InterruptedException {
    IngestRequest append = request(Optional.empty(), BadRecordPolicy.QUARANTINE);
    return job(false)
        .run(
            new IngestRequest(
                append.dataset(),
                append.source(),
                append.from(),
                append.format(),
                append.text(),
                append.policy(),
                IngestMode.OVERWRITE,
                append.id()),
            progress -> {});
  }

  private long rows() {
    return ledger.partitions(TRANSACTIONS).stream().mapToLong(LedgerPartition::rows).sum();
  }
}
