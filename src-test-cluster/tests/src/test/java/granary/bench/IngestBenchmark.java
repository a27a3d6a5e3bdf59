package granary.bench;

import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import granary.dataset.Grain;
import granary.dataset.SourceName;
import granary.dataset.TimeField;
import granary.harness.SparkCommand;
import granary.ingest.TextOptions;
import granary.jobs.ingest.BadRecordPolicy;
import granary.jobs.ingest.IngestJob;
import granary.jobs.ingest.IngestMode;
import granary.jobs.ingest.IngestReport;
import granary.jobs.ingest.IngestRequest;
import granary.ledger.Ledger;
import granary.ledger.Ledgers;
import granary.local.LocalJobs;
import granary.sample.Sample;
import granary.sample.SampleKind;
import granary.settings.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.curator.test.TestingServer;
import org.apache.hadoop.conf.Configuration;

/**
 * Granary's ingest against Spark's: the same files, on the same machine, with as many threads, into
 * partitions by day as Avro with zstandard. Each is one process for all rounds, and the rounds
 * alternate.
 */
final class IngestBenchmark {
  private static final String USAGE =
      """
      CSV and JSON lines into partitions, by Granary (in process, with digest, bad records,
      statistics and commit) and by Spark 3.5 (local[2]) on the same files, in turn. Medians of wall
      and processor time; the first round of each warms up and does not count.
        --rows N    rows of each format (default: 1000000)
        --rounds N  rounds that count (default: 5)
        --on WHERE  local: files, commits and results on the local disk; cluster: all of them in the
                    HDFS and the ZooKeeper of the cluster that runs (default: local)
      """;

  private static final int FILES = 4;

  private final Path local;
  private final Place place;
  private final long rows;
  private final SparkCommand.Session spark;
  private final Settings settings;

  /**
   * Where inputs and results lie.
   *
   * @param directory removed at the end, if it is in a cluster
   */
  private record Place(
      org.apache.hadoop.fs.Path directory, Configuration hadoop, String zooKeeper) {}

  private IngestBenchmark(Path local, Place place, long rows, SparkCommand.Session spark) {
    this.local = local;
    this.place = place;
    this.rows = rows;
    this.spark = spark;
    this.settings =
        Settings.received(
            Map.of(
                "root",
                new org.apache.hadoop.fs.Path(place.directory(), "granary").toString(),
                "zookeeper.connect",
                place.zooKeeper(),
                "zookeeper.path",
                "/" + local.getFileName(),
                "ingest.task-files",
                "1"));
  }

  public static void main(String[] words) throws Exception {
    BenchOptions options = BenchOptions.of(words, USAGE, Set.of("rows", "rounds", "on"));
    Path local = Files.createTempDirectory("ingest-benchmark");
    if (options.text("on", "local").equals("cluster")) {
      BenchCluster cluster = BenchCluster.running();
      Place place =
          new Place(
              new org.apache.hadoop.fs.Path(cluster.status().hdfs() + "/" + local.getFileName()),
              cluster.hadoop(),
              cluster.status().zookeeper());
      run(options, local, place, cluster.confDir());
      place.directory().getFileSystem(place.hadoop()).delete(place.directory(), true);
    } else {
      try (TestingServer zooKeeper = new TestingServer()) {
        Place place =
            new Place(
                new org.apache.hadoop.fs.Path(local.toUri()),
                new Configuration(),
                zooKeeper.getConnectString());
        run(options, local, place, local);
      }
    }
    // Hadoop leaves threads behind.
    System.exit(0);
  }

  private static void run(BenchOptions options, Path local, Place place, Path confDir)
      throws Exception {
    try (SparkCommand.Session spark =
        SparkCommand.session(BenchCluster.installation(), "IngestFiles", confDir)) {
      IngestBenchmark benchmark =
          new IngestBenchmark(local, place, options.number("rows", 1_000_000), spark);
      benchmark.run(SampleKind.TRANSACTIONS, "csv", options.number("rounds", 5));
      benchmark.run(SampleKind.LOGS, "jsonl", options.number("rounds", 5));
    }
  }

  /** One round's wall and processor time in seconds. */
  private record Time(double wall, double cpu) {}

  private void run(SampleKind kind, String format, long rounds) throws Exception {
    org.apache.hadoop.fs.Path in = new org.apache.hadoop.fs.Path(place.directory(), "in-" + format);
    for (int i = 0; i < FILES; i++) {
      new Sample(kind, rows / FILES, i, format, 0, LocalDate.of(2026, 11, 16), 7)
          .write(new org.apache.hadoop.fs.Path(in, "part-" + i + "." + format), place.hadoop());
    }
    Path schema = Files.writeString(local.resolve(kind.word() + ".avsc"), kind.schemaText());
    List<Time> ours = new ArrayList<>();
    List<Time> theirs = new ArrayList<>();
    for (long round = 0; round <= rounds; round++) {
      Time granary = granary(kind, in, round);
      Time other = spark(kind, format, schema, in);
      System.out.printf(
          Locale.ROOT,
          "%s, round %d: granary %.2f s (%.2f s of processors), spark %.2f s (%.2f s)%n",
          format,
          round,
          granary.wall(),
          granary.cpu(),
          other.wall(),
          other.cpu());
      if (round > 0) {
        ours.add(granary);
        theirs.add(other);
      }
    }
    tell(format, "granary", ours);
    tell(format, "spark", theirs);
    System.out.printf(
        Locale.ROOT,
        "%s: granary ingests %.1f times as many rows a second of processor time, %.1f times a"
            + " second%n",
        format,
        median(theirs.stream().map(Time::cpu).toList())
            / median(ours.stream().map(Time::cpu).toList()),
        median(theirs.stream().map(Time::wall).toList())
            / median(ours.stream().map(Time::wall).toList()));
  }

  private void tell(String format, String who, List<Time> times) {
    double wall = median(times.stream().map(Time::wall).toList());
    double cpu = median(times.stream().map(Time::cpu).toList());
    System.out.printf(
        Locale.ROOT,
        "%s, %s, median: %.2f s, %.2f s of processors, %,d rows/s, %,d rows/s a core%n",
        format,
        who,
        wall,
        cpu,
        Math.round(rows / wall),
        Math.round(rows / cpu));
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }

  private Time granary(SampleKind kind, org.apache.hadoop.fs.Path in, long round)
      throws IOException, InterruptedException {
    DatasetName name = new DatasetName(kind.word() + "_" + round);
    Configuration hadoop = place.hadoop();
    try (Ledger ledger = Ledgers.open(settings, hadoop)) {
      ledger.create(
          new Dataset(
              name,
              new Schema.Parser().parse(kind.schemaText()),
              Optional.of(new TimeField(kind.timeField(), Optional.empty())),
              Grain.DAY,
              ZoneOffset.UTC));
      IngestJob job =
          new IngestJob(
              ledger,
              new IngestJob.Runner(new LocalJobs(settings, hadoop), false),
              settings,
              hadoop,
              InstantSource.system());
      IngestRequest request =
          new IngestRequest(
              name,
              new SourceName("bench"),
              List.of(in.toString()),
              Optional.empty(),
              TextOptions.DEFAULT,
              BadRecordPolicy.FAIL,
              IngestMode.APPEND,
              Optional.empty());
      long wall = System.nanoTime();
      long cpu = processCpuNanos();
      IngestReport report = job.run(request, progress -> {});
      Time time = new Time((System.nanoTime() - wall) / 1e9, (processCpuNanos() - cpu) / 1e9);
      if (report.rowsWritten() != rows / FILES * FILES) {
        throw new IllegalStateException("Wrote " + report.rowsWritten() + " rows of " + rows);
      }
      return time;
    }
  }

  private Time spark(SampleKind kind, String format, Path schema, org.apache.hadoop.fs.Path in)
      throws IOException {
    String out = new org.apache.hadoop.fs.Path(place.directory(), "spark-" + format).toString();
    String[] answer =
        spark
            .ask(String.join(" ", format, schema.toString(), kind.timeField(), in.toString(), out))
            .split(" ", -1);
    return new Time(Long.parseLong(answer[1]) / 1e9, Long.parseLong(answer[2]) / 1e9);
  }

  private static long processCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
