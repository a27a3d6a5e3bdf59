package granary.yarn;

import granary.settings.Setting;
import granary.settings.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How jobs run on YARN.
 *
 * @param queue the queue that jobs go to
 * @param masterMemoryBytes the application master's container
 * @param masterAttempts how many application masters a job may take
 * @param smallJobBytes a job that reads no more runs in its master's container
 * @param smallJobMemoryBytes that container's memory, at least
 * @param maxExecutors the most executors of one job at once
 * @param maxAttempts tries at one task
 * @param localityWait how long a task waits for an executor beside its input
 * @param placementWait how long a container on the chosen node is waited for
 * @param busyWait how long a task is kept from a node that others load
 * @param idleTimeout after this an executor without work is given back
 * @param heartbeatTimeout after this silence an executor is lost
 * @param keepJobs how long records of jobs are kept after their end
 * @param keepCode how long code that no job needs is kept after its last use
 * @param javaOptions more options of executors' JVMs
 * @param extraJars local jars that executors get beside granary.jar
 */
public record YarnSettings(
    String queue,
    long masterMemoryBytes,
    int masterAttempts,
    long smallJobBytes,
    long smallJobMemoryBytes,
    int maxExecutors,
    int maxAttempts,
    Duration localityWait,
    Duration placementWait,
    Duration busyWait,
    Duration idleTimeout,
    Duration heartbeatTimeout,
    Duration keepJobs,
    Duration keepCode,
    List<String> javaOptions,
    List<String> extraJars) {
  public static final Setting<String> QUEUE =
      Setting.text("yarn.queue", "default", "The YARN queue that jobs go to.");
  public static final Setting<Long> MASTER_MEMORY =
      Setting.size("yarn.master.memory", "384MiB", "Memory of a job's application master.");
  public static final Setting<Integer> MASTER_ATTEMPTS =
      Setting.integer(
          "yarn.master.attempts",
          3,
          1,
          10,
          "How many application masters a job may take, within what YARN allows.");
  public static final Setting<Long> SMALL_JOB_SIZE =
      Setting.size(
          "yarn.small-job.size",
          "32MiB",
          "A job that reads no more runs in its application master's container, without"
              + " executors.");
  public static final Setting<Long> SMALL_JOB_MEMORY =
      Setting.size(
          "yarn.small-job.memory",
          "768MiB",
          "Memory of the application master of such a job, or more if its tasks need it.");
  public static final Setting<Integer> MAX_EXECUTORS =
      Setting.integer("yarn.executor.max", 64, 1, 10_000, "The most executors of one job at once.");
  public static final Setting<Integer> MAX_ATTEMPTS =
      Setting.integer("yarn.task.attempts", 4, 1, 100, "Tries at one task before its job fails.");
  public static final Setting<Duration> LOCALITY_WAIT =
      Setting.duration(
          "yarn.locality.wait",
          "1500ms",
          "How long a task waits for an executor beside its input.");
  public static final Setting<Duration> PLACEMENT_WAIT =
      Setting.duration(
          "yarn.placement.wait",
          "3s",
          "How long a container on the chosen node is waited for, before another node is chosen.");
  public static final Setting<Duration> BUSY_WAIT =
      Setting.duration(
          "yarn.busy.wait",
          "3s",
          "How long a task is kept from a node that others load, or that it failed on.");
  public static final Setting<Duration> IDLE_TIMEOUT =
      Setting.duration(
          "yarn.executor.idle-timeout", "5s", "After this an idle executor is given back.");
  public static final Setting<Duration> HEARTBEAT_TIMEOUT =
      Setting.duration(
          "yarn.executor.heartbeat-timeout", "10s", "After this silence an executor is lost.");
  public static final Setting<Duration> KEEP_JOBS =
      Setting.duration(
          "yarn.jobs.keep",
          "P7D",
          "So long job list and job show know a job that has ended; later jobs remove its record.");
  public static final Setting<Duration> KEEP_CODE =
      Setting.duration(
          "yarn.code.keep",
          "P2D",
          "So long after its last use code of jobs stays in HDFS: granary.jar of one version, and"
              + " extra jars.");
  public static final Setting<String> JAVA_OPTIONS =
      Setting.text(
          "yarn.executor.java-options", "", "More options of executors' JVMs, between spaces.");
  public static final Setting<String> EXTRA_JARS =
      Setting.text(
          "yarn.extra-jars",
          "",
          "Local jars with task classes of your own, between commas; executors get them.");

  public YarnSettings {
    javaOptions = List.copyOf(javaOptions);
    extraJars = List.copyOf(extraJars);
  }

  /** Every setting of this feature. */
  public static List<Setting<?>> all() {
    return List.of(
        QUEUE,
        MASTER_MEMORY,
        MASTER_ATTEMPTS,
        SMALL_JOB_SIZE,
        SMALL_JOB_MEMORY,
        MAX_EXECUTORS,
        MAX_ATTEMPTS,
        LOCALITY_WAIT,
        PLACEMENT_WAIT,
        BUSY_WAIT,
        IDLE_TIMEOUT,
        HEARTBEAT_TIMEOUT,
        KEEP_JOBS,
        KEEP_CODE,
        JAVA_OPTIONS,
        EXTRA_JARS);
  }

  public static YarnSettings from(Settings settings) {
    return new YarnSettings(
        settings.get(QUEUE),
        settings.get(MASTER_MEMORY),
        settings.get(MASTER_ATTEMPTS),
        settings.get(SMALL_JOB_SIZE),
        settings.get(SMALL_JOB_MEMORY),
        settings.get(MAX_EXECUTORS),
        settings.get(MAX_ATTEMPTS),
        settings.get(LOCALITY_WAIT),
        settings.get(PLACEMENT_WAIT),
        settings.get(BUSY_WAIT),
        settings.get(IDLE_TIMEOUT),
        settings.get(HEARTBEAT_TIMEOUT),
        settings.get(KEEP_JOBS),
        settings.get(KEEP_CODE),
        words(settings.get(JAVA_OPTIONS), " "),
        words(settings.get(EXTRA_JARS), ","));
  }

  private static List<String> words(String text, String separator) {
    return Arrays.stream(text.split(separator, -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .toList();
  }

  public int smallJobMemoryMib() {
    return (int) (smallJobMemoryBytes >> 20);
  }

  public int masterMemoryMib() {
    return (int) Math.max(128, masterMemoryBytes >> 20);
  }
}
