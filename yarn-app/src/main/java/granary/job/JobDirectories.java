package granary.job;

import granary.settings.Setting;
import granary.settings.Settings;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where jobs lie in HDFS: {@code ROOT/_jobs/ID} with the specification and the journal, and in it
 * {@code exchange}, which tasks see as {@link TaskContext#jobDirectory}. Code shipped to containers
 * lies in {@code ROOT/_lib}.
 */
public final class JobDirectories {
  /** The same key that the ledger reads; stated here because jobs know nothing of the ledger. */
  public static final Setting<String> ROOT =
      Setting.text(
          "root", "/granary", "The directory of all datasets; without a scheme on fs.defaultFS.");

  private final Path root;

  private JobDirectories(Path root) {
    this.root = root;
  }

  /**
   * Resolves the root against the default file system.
   *
   * @throws IOException if the file system cannot be opened
   */
  public static JobDirectories of(Settings settings, Configuration hadoop) throws IOException {
    Path path = new Path(settings.get(ROOT));
    FileSystem fileSystem = path.getFileSystem(hadoop);
    return new JobDirectories(fileSystem.makeQualified(path));
  }

  /** All jobs, one directory each. */
  public Path jobs() {
    return new Path(root, "_jobs");
  }

  /** One job's specification and journal. */
  public Path job(JobId job) {
    return new Path(jobs(), job.value());
  }

  /** What the tasks of one job leave for each other and for the client. */
  public Path exchange(JobId job) {
    return new Path(job(job), "exchange");
  }

  /** Jars by the hash of their content. */
  public Path library() {
    return new Path(root, "_lib");
  }
}
