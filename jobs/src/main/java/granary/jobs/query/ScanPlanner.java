package granary.jobs.query;

import granary.engine.ScanColumn;
import granary.engine.Split;
import granary.failure.UnavailableException;
import granary.job.TaskSpec;
import granary.sql.QueryPlan;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/**
 * Finds the files that may hold rows of the result, by the ledger's partitions and bounds, and
 * shares them out over tasks near their blocks.
 */
final class ScanPlanner {
  /** A container takes longer to start than a task to read as much. */
  private static final long LEAST_TASK_BYTES = 16 << 20;

  private static final int HOSTS = 3;

  private final Configuration hadoop;
  private final QuerySettings settings;

  ScanPlanner(Configuration hadoop, QuerySettings settings) {
    this.hadoop = hadoop;
    this.settings = settings;
  }

  ScanPlan plan(Table table, OptionalLong snapshot, QueryPlan.TableScanPlan scan, String sql) {
    List<FileScanTask> files = files(table, snapshot, scan.filter());
    List<FileScanTask> everything =
        scan.filter().op() == Expression.Operation.TRUE
            ? files
            : files(table, snapshot, Expressions.alwaysTrue());
    Set<String> read = partitions(files);
    Set<String> all = partitions(everything);
    long bytes = files.stream().mapToLong(FileScanTask::length).sum();
    return new ScanPlan(
        tasks(splits(files, taskBytes(bytes)), taskBytes(bytes), scan.columns(), sql),
        read.size(),
        all.size() - read.size(),
        files.size(),
        everything.size() - files.size(),
        bytes,
        snapshot);
  }

  private long taskBytes(long bytes) {
    long share = (bytes + settings.minTasks() - 1) / settings.minTasks();
    return Math.min(settings.splitBytes(), Math.max(LEAST_TASK_BYTES, share));
  }

  private static List<FileScanTask> files(Table table, OptionalLong snapshot, Expression filter) {
    List<FileScanTask> files = new ArrayList<>();
    if (snapshot.isEmpty()) {
      return files;
    }
    TableScan scan = table.newScan().useSnapshot(snapshot.getAsLong()).filter(filter);
    try (CloseableIterable<FileScanTask> found = scan.planFiles()) {
      found.forEach(files::add);
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot plan query: the ledger of "
              + table.name()
              + " cannot be read ("
              + e.getMessage()
              + ")",
          e);
    }
    files.sort(Comparator.comparing(task -> task.file().location()));
    return files;
  }

  private static Set<String> partitions(List<FileScanTask> files) {
    Set<String> partitions = new HashSet<>();
    files.forEach(task -> partitions.add(values(task).toString()));
    return partitions;
  }

  /** The values of a file's partition as text, by column. */
  private static Map<String, String> values(FileScanTask task) {
    Map<String, String> values = new java.util.TreeMap<>();
    List<PartitionField> fields = task.spec().fields();
    for (int i = 0; i < fields.size(); i++) {
      Object value = task.file().partition().get(i, Object.class);
      if (value != null) {
        boolean date =
            task.spec().schema().findType(fields.get(i).sourceId()) instanceof Types.DateType;
        String text =
            date ? LocalDate.ofEpochDay(((Number) value).longValue()).toString() : value.toString();
        values.put(fields.get(i).name(), text);
      }
    }
    return values;
  }

  private static List<Split> splits(List<FileScanTask> files, long target) {
    List<Split> splits = new ArrayList<>();
    for (FileScanTask task : files) {
      DataFile file = task.file();
      long length = file.fileSizeInBytes();
      long parts = Math.max(1, (length + target - 1) / target);
      Map<String, String> partition = values(task);
      for (long part = 0; part < parts; part++) {
        long start = length * part / parts;
        long end = length * (part + 1) / parts;
        long rows = file.recordCount() / parts;
        splits.add(new Split(file.location(), start, end - start, rows, partition));
      }
    }
    return splits;
  }

  private List<TaskSpec> tasks(
      List<Split> splits, long target, List<ScanColumn> columns, String sql) {
    List<TaskSpec> tasks = new ArrayList<>();
    List<Split> group = new ArrayList<>();
    long bytes = 0;
    for (Split split : splits) {
      if (!group.isEmpty() && bytes + split.length() > target) {
        tasks.add(task(group, bytes, columns, sql));
        group = new ArrayList<>();
        bytes = 0;
      }
      group.add(split);
      bytes += split.length();
    }
    if (!group.isEmpty()) {
      tasks.add(task(group, bytes, columns, sql));
    }
    return tasks;
  }

  private TaskSpec task(List<Split> splits, long bytes, List<ScanColumn> columns, String sql) {
    String payload = Payloads.write(new ScanPayload(sql, columns, List.copyOf(splits)));
    return new TaskSpec(payload, hosts(splits), bytes);
  }

  /** The hosts with most of the bytes. */
  private List<String> hosts(List<Split> splits) {
    Map<String, Long> bytes = new HashMap<>();
    for (Split split : splits) {
      for (BlockLocation block : blocks(split)) {
        long overlap =
            Math.min(block.getOffset() + block.getLength(), split.start() + split.length())
                - Math.max(block.getOffset(), split.start());
        for (String host : hostsOf(block)) {
          bytes.merge(host, overlap, Long::sum);
        }
      }
    }
    return bytes.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(HOSTS)
        .map(Map.Entry::getKey)
        .toList();
  }

  private BlockLocation[] blocks(Split split) {
    Path path = new Path(split.file());
    try {
      return path.getFileSystem(hadoop).getFileBlockLocations(path, split.start(), split.length());
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot plan query: the blocks of a file cannot be found (" + e.getMessage() + ")", e);
    }
  }

  private static List<String> hostsOf(BlockLocation block) {
    try {
      return List.of(block.getHosts());
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot plan query: the hosts of a block are not known (" + e.getMessage() + ")", e);
    }
  }
}
