package granary.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import granary.dataset.Grain;
import granary.dataset.SourceName;
import granary.dataset.TimeField;
import granary.ingest.TextOptions;
import granary.ledger.Ledger;
import granary.ledger.Ledgers;
import granary.local.LocalJobs;
import granary.settings.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.curator.test.TestingServer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A drill with very many small files: {@code -Ddrill.files=100000}, which takes a disk with as many
 * inodes. What it took goes to the test's output.
 */
class ManyInputsTest {
  private static final int FILES = Integer.getInteger("drill.files", 1500);
  private static final int DAYS = 3;
  private static final int FILES_OF_A_TASK = 10_000;
  private static final DatasetName NAME = new DatasetName("small");
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"r","fields":[{"name":"id","type":"long"},
               {"name":"at","type":{"type":"int","logicalType":"date"}}]}
              """);

  @TempDir Path directory;

  @Test
  void makesOneFileAPartitionOfManySmallOnesAndKnowsThemAgain() throws Exception {
    Path in = makeFiles();
    try (TestingServer zooKeeper = new TestingServer()) {
      Settings settings =
          Settings.received(
              Map.of(
                  "root", directory.resolve("granary").toUri().toString(),
                  "zookeeper.connect", zooKeeper.getConnectString()));
      try (Ledger ledger = Ledgers.open(settings, new Configuration())) {
        ledger.create(
            new Dataset(
                NAME,
                SCHEMA,
                Optional.of(new TimeField("at", Optional.empty())),
                Grain.DAY,
                ZoneOffset.UTC));
        IngestReport report = ingest(ledger, settings, in);
        assertThat(report.rowsWritten()).isEqualTo((long) FILES * DAYS);
        assertThat(report.inputs()).isEqualTo(FILES);
        assertThat(report.partitions()).isEqualTo(DAYS);
        int tasks = (FILES + FILES_OF_A_TASK - 1) / FILES_OF_A_TASK;
        assertThat(report.files()).isEqualTo((long) tasks * DAYS);
        assertThat(IngestJson.write(report)).hasSizeLessThan(2000);
        IngestReport again = ingest(ledger, settings, in);
        assertThat(again.alreadyIngested()).isTrue();
        assertThat(again.inputsAlreadyIngested()).isEqualTo(FILES);
        grow(in);
        IngestReport changed = ingest(ledger, settings, in);
        assertThat(changed.rowsWritten()).isEqualTo((long) FILES * DAYS);
        assertThat(changed.changedInputs()).isEqualTo(FILES);
        assertThat(changed.changed()).hasSize(IngestReport.MAX_CHANGED);
        print(report, again, changed);
      }
    }
  }

  private Path makeFiles() throws IOException {
    Path in = Files.createDirectories(directory.resolve("in"));
    for (int i = 0; i < FILES; i++) {
      StringBuilder text = new StringBuilder();
      for (int day = 0; day < DAYS; day++) {
        LocalDate date = LocalDate.of(2026, 11, 22).plusDays(day);
        text.append("{\"id\":" + i + ",\"at\":\"" + date + "\"}\n");
      }
      Files.writeString(in.resolve("f" + i + ".jsonl"), text);
    }
    return in;
  }

  private static void grow(Path in) throws IOException {
    for (int i = 0; i < FILES; i++) {
      Path file = in.resolve("f" + i + ".jsonl");
      Files.writeString(file, Files.readString(file) + "\n");
    }
  }

  private static IngestReport ingest(Ledger ledger, Settings settings, Path in)
      throws InterruptedException {
    Configuration hadoop = new Configuration();
    LocalJobs jobs = new LocalJobs(settings, hadoop);
    return new IngestJob(
            ledger, new IngestJob.Runner(jobs, false), settings, hadoop, InstantSource.system())
        .run(
            new IngestRequest(
                NAME,
                new SourceName("s"),
                List.of(in.toString()),
                Optional.empty(),
                TextOptions.DEFAULT,
                BadRecordPolicy.FAIL,
                IngestMode.APPEND,
                Optional.empty()),
            progress -> {});
  }

  private static void print(IngestReport first, IngestReport again, IngestReport changed) {
    long peak =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage.getUsed() >> 20)
            .sum();
    System.out.printf(
        "%d files: first %.1f s, again %.1f s, all changed %.1f s; heap at most %d MiB%n",
        FILES, first.seconds(), again.seconds(), changed.seconds(), peak);
  }
}
