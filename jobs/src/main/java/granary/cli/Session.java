package granary.cli;

import granary.client.YarnJobs;
import granary.hive.HiveRegistry;
import granary.job.JobProgress;
import granary.job.JobRunner;
import granary.jobs.run.Commands;
import granary.ledger.Ledger;
import granary.settings.Settings;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * What a command may use. Each part is made when it is first asked for and closed when the command
 * has ended. Used by the command's own thread.
 */
public interface Session {
  /** The settings in their layers: the cluster's, the installation's, --conf, -D. */
  Settings settings();

  /**
   * The cluster's configuration, with connection attempts that end in seconds.
   *
   * @throws granary.failure.InvalidRequestException if HADOOP_CONF_DIR is no directory
   */
  Configuration hadoop();

  /**
   * The datasets.
   *
   * @throws granary.failure.UnavailableException if HDFS or ZooKeeper does not answer in time
   */
  Ledger ledger();

  /** The datasets' tables in Hive. Nothing is reached before the first call; none fails here. */
  HiveRegistry hive();

  /** What runs jobs, as {@link #execution} says. */
  JobRunner jobs();

  /**
   * Jobs and nodes on YARN, however this command's own jobs run.
   *
   * @throws granary.failure.UnavailableException if HDFS does not answer in time
   */
  YarnJobs yarnJobs();

  /** Where jobs run: as {@code --execution} says, else on YARN where one is configured. */
  Execution execution();

  /** The program's other commands, for one that runs them as its steps. */
  Commands commands();

  /**
   * Does some work; a failure becomes an outcome with the words that a user is told.
   *
   * @param name what is done, for the message
   * @throws InterruptedException if the user stopped it
   */
  Commands.Outcome outcome(String name, Callable<?> work) throws InterruptedException;

  /**
   * Checks that the file system of the root answers.
   *
   * @throws granary.failure.UnavailableException if it does not in time
   */
  void checkRoot();

  /** Shows how far a job is, on standard error. Safe to be called from any thread. */
  Consumer<JobProgress> progress();

  /**
   * Standard output, for a command that writes rows of any number as they come; its report's text
   * is then empty. Empty with {@code --json}, where only the report goes to standard output.
   */
  Optional<PrintStream> rowsOut();

  /** Whether the user has stopped the command; for work that no interrupt reaches. */
  boolean isStopped();

  /** Ends the display of progress, before a command writes rows or messages itself. */
  void endProgress();

  /** Standard error, for what is said while the command runs. */
  PrintStream messages();

  /** The time. */
  InstantSource clock();
}
