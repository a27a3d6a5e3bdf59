package granary.jobs.query;

import granary.job.TaskResources;
import granary.settings.Setting;
import granary.settings.Settings;
import java.util.List;

/**
 * How queries use the cluster.
 *
 * @param splitBytes how much one scan task reads at most, but for a file's single block
 * @param minTasks how many scan tasks a query has at least, where its data is large enough
 * @param scanTask what a scan task gets
 * @param finalTask what the final task gets
 * @param maxRows how many rows are printed at most
 */
public record QuerySettings(
    long splitBytes, int minTasks, TaskResources scanTask, TaskResources finalTask, int maxRows) {
  public static final Setting<Long> SPLIT_SIZE =
      Setting.size("query.split.size", "64MiB", "How much one scan task reads at most.");
  public static final Setting<Integer> MIN_TASKS =
      Setting.integer(
          "query.tasks.min",
          8,
          1,
          10_000,
          "How many scan tasks a query has at least, unless they would read less than 16 MiB"
              + " each.");
  public static final Setting<Long> SCAN_MEMORY =
      Setting.size(
          "query.scan.memory", "768MiB", "Memory of a scan task's container, all together.");
  public static final Setting<Long> FINAL_MEMORY =
      Setting.size(
          "query.final.memory", "1GiB", "Memory of the final task's container, all together.");
  public static final Setting<Long> HEAP =
      Setting.size("query.heap", "256MiB", "The part of a task's memory that is the JVM's heap.");
  public static final Setting<Integer> MAX_ROWS =
      Setting.integer(
          "query.print.max-rows",
          100_000,
          1,
          10_000_000,
          "How many rows a query prints at most; --output writes all of them to a file.");

  public static List<Setting<?>> all() {
    return List.of(SPLIT_SIZE, MIN_TASKS, SCAN_MEMORY, FINAL_MEMORY, HEAP, MAX_ROWS);
  }

  public static QuerySettings from(Settings settings) {
    int heap = mebibytes(settings.get(HEAP));
    return new QuerySettings(
        Math.max(1 << 16, settings.get(SPLIT_SIZE)),
        settings.get(MIN_TASKS),
        new TaskResources(mebibytes(settings.get(SCAN_MEMORY)), heap, 1),
        new TaskResources(mebibytes(settings.get(FINAL_MEMORY)), heap, 1),
        settings.get(MAX_ROWS));
  }

  private static int mebibytes(long bytes) {
    return Math.toIntExact(bytes >> 20);
  }
}
