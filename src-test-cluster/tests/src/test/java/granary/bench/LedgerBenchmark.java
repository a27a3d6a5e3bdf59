package granary.bench;

import com.sun.management.OperatingSystemMXBean;
import granary.commit.AppendRequest;
import granary.commit.CommitId;
import granary.commit.IngestedInput;
import granary.commit.Positions;
import granary.commit.StagedFile;
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
import granary.ledger.LedgerPartition;
import granary.ledger.Ledgers;
import granary.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.StorageStatistics;
import org.apache.hadoop.hdfs.DFSOpsCountStatistics;
import org.apache.iceberg.Snapshot;

/**
 * How many commits a second the ledger takes from writers that commit one small file each into the
 * same partition, as fast as they can. The files are staged before the clock starts; the clock
 * covers the look at the positions and the whole commit. Needs a cluster that runs.
 */
final class LedgerBenchmark {
  private static final String USAGE =
      """
      Commits a second of writers with a ZooKeeper connection each, into the same partition of each
      dataset, in a cluster that runs (scripts/granary cluster start).
        --datasets N  datasets (default: 1)
        --writers N   writers of each dataset (default: 10)
        --commits N   commits of each writer (default: 20)
        --sources S   same or own: whether all writers have one source (default: same)
      """;

  private static final int ROWS = 3;
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type": "record", "name": "Line", "fields": [
                {"name": "at", "type": {"type": "int", "logicalType": "date"}},
                {"name": "number", "type": "long"}]}
              """);

  private final Configuration hadoop;
  private final Settings settings;
  private final List<Ledger> ledgers = new ArrayList<>();
  private final String run = UUID.randomUUID().toString().substring(0, 8);

  private LedgerBenchmark(Configuration hadoop, Settings settings) {
    this.hadoop = hadoop;
    this.settings = settings;
  }

  public static void main(String[] words) throws Exception {
    BenchOptions options =
        BenchOptions.of(words, USAGE, Set.of("datasets", "writers", "commits", "sources"));
    BenchCluster cluster = BenchCluster.running();
    Settings settings =
        Settings.received(
            Map.of("zookeeper.connect", cluster.status().zookeeper(), "root", "/bench-ledger"));
    new LedgerBenchmark(cluster.hadoop(), settings)
        .run(
            (int) options.number("datasets", 1),
            (int) options.number("writers", 10),
            (int) options.number("commits", 20),
            options.text("sources", "same").equals("own"));
    System.exit(0);
  }

  private void run(int datasets, int writers, int commits, boolean ownSources) throws Exception {
    for (int writer = 0; writer < writers; writer++) {
      ledgers.add(Ledgers.open(settings, hadoop));
    }
    ExecutorService threads = Executors.newFixedThreadPool(datasets * writers);
    try {
      List<LedgerDataset> all = new ArrayList<>();
      List<List<AppendRequest>> work = new ArrayList<>();
      for (int dataset = 0; dataset < datasets; dataset++) {
        LedgerDataset created = create("bench_" + run + "_" + dataset);
        all.add(created);
        for (int writer = 0; writer < writers; writer++) {
          work.add(stage(created, ownSources ? "s" + writer : "s", writer, commits));
        }
      }
      long[] ignored = measure(threads, work, writers, "warm-up", 1);
      Map<String, Long> before = operations();
      long[] nanos = measure(threads, work, writers, "measured", commits);
      printOperations(before, nanos.length);
      check(all, (long) writers * commits);
      Arrays.sort(nanos);
      System.out.printf(
          Locale.ROOT,
          "one commit: half within %.0f ms, 99%% within %.0f ms%n",
          nanos[nanos.length / 2] / 1e6,
          nanos[(int) (nanos.length * 0.99)] / 1e6);
    } finally {
      threads.shutdownNow();
      ledgers.forEach(Ledger::close);
    }
  }

  private static Map<String, Long> operations() {
    Map<String, Long> counts = new TreeMap<>();
    StorageStatistics all = FileSystem.getGlobalStorageStatistics().get(DFSOpsCountStatistics.NAME);
    if (all != null) {
      all.getLongStatistics().forEachRemaining(each -> counts.put(each.getName(), each.getValue()));
    }
    return counts;
  }

  private static void printOperations(Map<String, Long> before, int commits) {
    StringBuilder text = new StringBuilder();
    operations()
        .forEach(
            (name, count) -> {
              long more = count - before.getOrDefault(name, 0L);
              if (more > 0) {
                text.append(String.format(Locale.ROOT, " %s %.1f", name, (double) more / commits));
              }
            });
    System.out.println("HDFS operations a commit:" + text);
  }

  /** Lets all writers do what is left of their first {@code upTo} commits. */
  private long[] measure(
      ExecutorService threads, List<List<AppendRequest>> work, int writers, String what, int upTo)
      throws InterruptedException, ExecutionException {
    List<Callable<long[]>> calls = new ArrayList<>();
    for (int i = 0; i < work.size(); i++) {
      Ledger ledger = ledgers.get(i % writers);
      List<AppendRequest> requests = work.get(i);
      List<AppendRequest> now = List.copyOf(requests.subList(upTo == 1 ? 0 : 1, upTo));
      calls.add(() -> commit(ledger, now));
    }
    long start = System.nanoTime();
    long cpuBefore = cpuNanos();
    List<long[]> times = new ArrayList<>();
    for (Future<long[]> call : threads.invokeAll(calls)) {
      times.add(call.get());
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    long[] all = times.stream().flatMapToLong(LongStream::of).toArray();
    System.out.printf(
        Locale.ROOT,
        "%s: %d commits by %d writers in %.1f s: %.1f commits/s, %.1f ms of the writers' processor"
            + " time each%n",
        what,
        all.length,
        work.size(),
        seconds,
        all.length / seconds,
        (cpuNanos() - cpuBefore) / 1e6 / all.length);
    return all;
  }

  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static long[] commit(Ledger ledger, List<AppendRequest> requests) throws Exception {
    long[] nanos = new long[requests.size()];
    for (int i = 0; i < nanos.length; i++) {
      AppendRequest request = requests.get(i);
      long start = System.nanoTime();
      Positions positions = ledger.commits().positions(request.dataset(), request.source());
      var result =
          ledger
              .commits()
              .append(
                  new AppendRequest(
                      request.dataset(),
                      request.datasetUuid(),
                      request.id(),
                      request.source(),
                      request.files(),
                      request.inputs(),
                      positions.version(),
                      request.summary()));
      nanos[i] = System.nanoTime() - start;
      if (result.repeated()) {
        throw new AssertionError("the commit was there before: " + result);
      }
    }
    return nanos;
  }

  private void check(List<LedgerDataset> datasets, long commits) {
    long snapshots = 0;
    for (LedgerDataset dataset : datasets) {
      DatasetName name = dataset.dataset().name();
      long rows = ledgers.get(0).partitions(name).stream().mapToLong(LedgerPartition::rows).sum();
      if (rows != commits * ROWS) {
        throw new AssertionError(name + " has " + rows + " rows, not " + commits * ROWS);
      }
      for (Snapshot ignored : ledgers.get(0).table(name).snapshots()) {
        snapshots++;
      }
      ledgers.get(0).drop(name, Ledger.DataOnDrop.PURGE);
    }
    System.out.printf(
        Locale.ROOT,
        "none lost, none doubled; %.1f commits a snapshot%n",
        (double) commits * datasets.size() / snapshots);
  }

  private LedgerDataset create(String name) {
    return ledgers
        .get(0)
        .create(
            new Dataset(
                new DatasetName(name),
                SCHEMA,
                Optional.of(new TimeField("at", Optional.empty())),
                Grain.DAY,
                ZoneOffset.UTC));
  }

  private List<AppendRequest> stage(LedgerDataset dataset, String source, int writer, int commits)
      throws IOException {
    byte[] bytes = file(dataset.fileSchema());
    SourceName name = new SourceName(source);
    Period day = Period.of(Grain.DAY, LocalDate.of(2026, 11, 22).atStartOfDay());
    List<AppendRequest> requests = new ArrayList<>();
    for (int commit = 0; commit < commits; commit++) {
      String id = "w" + writer + "-" + commit;
      org.apache.hadoop.fs.Path file =
          new org.apache.hadoop.fs.Path(dataset.location(), "_staging/" + id + "/" + id + ".avro");
      FileSystem files = file.getFileSystem(hadoop);
      try (OutputStream out = files.create(file, false)) {
        out.write(bytes);
      }
      StagedFile staged =
          new StagedFile(
              new PartitionKey(name, Frequency.HOT, day),
              file.toString(),
              id + ".avro",
              ROWS,
              bytes.length,
              List.of());
      requests.add(
          new AppendRequest(
              dataset.dataset().name(),
              dataset.uuid(),
              new CommitId(id),
              name,
              List.of(staged),
              List.of(new IngestedInput("file:/in/" + id, bytes.length, 0, "digest-" + id)),
              -1,
              Map.of()));
    }
    return requests;
  }

  private static byte[] file(Schema schema) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      writer.create(schema, bytes);
      for (long i = 0; i < ROWS; i++) {
        writer.append(new GenericRecordBuilder(schema).set("at", 20_000).set("number", i).build());
      }
    }
    return bytes.toByteArray();
  }
}
