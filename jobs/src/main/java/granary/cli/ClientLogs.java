package granary.cli;

import granary.attempt.AttemptRun;
import granary.coordination.ZooKeeperLogs;
import org.apache.hadoop.hdfs.DFSClient;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.slf4j.LoggerFactory;

/** What libraries may write on standard error while a command runs. */
final class ClientLogs {
  private ClientLogs() {}

  /**
   * Leaves to the command's own one line what ZooKeeper's client, HDFS's, and attempts in this
   * process would say in stack traces.
   */
  static void quieten() {
    try {
      for (String name : ZooKeeperLogs.loggers()) {
        Logger.getLogger(name).setLevel(Level.OFF);
      }
      Logger.getLogger(DFSClient.class.getPackageName()).setLevel(Level.OFF);
      Logger.getLogger(AttemptRun.class).setLevel(Level.OFF);
    } catch (LinkageError e) {
      // A Hadoop that logs otherwise than by log4j 1: its own configuration holds.
      LoggerFactory.getLogger(ClientLogs.class).debug("Cannot set levels of loggers", e);
    }
  }
}
