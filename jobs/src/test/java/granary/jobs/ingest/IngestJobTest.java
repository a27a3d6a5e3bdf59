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
