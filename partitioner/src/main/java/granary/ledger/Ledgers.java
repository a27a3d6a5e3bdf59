package granary.ledger;

import granary.catalog.ZooKeeperCatalog;
import granary.commit.CommitObserver;
import granary.coordination.ZooKeeperConnection;
import granary.coordination.ZooKeeperSettings;
import granary.failure.UnavailableException;
import granary.settings.Settings;
import java.io.IOException;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.hadoop.HadoopFileIO;

/** Opens the ledger. */
public final class Ledgers {
  private Ledgers() {}

  /**
   * Opens the ledger that the settings name. The caller closes it.
   *
   * @param hadoop the cluster's configuration; it is copied, see {@link #clientConfiguration}
   * @throws granary.failure.InvalidRequestException if no ZooKeeper is set
   * @throws UnavailableException if ZooKeeper or the file system does not answer in time
   */
  public static Ledger open(Settings settings, Configuration hadoop) {
    CommitObserver observer =
        ServiceLoader.load(CommitObserver.class).findFirst().orElse(CommitObserver.NONE);
    return open(settings, hadoop, observer);
  }

  /**
   * Opens the ledger with someone who is told of each step of each commit, for tests that stop a
   * process there. {@link #open(Settings, Configuration)} takes one from the class path where there
   * is one, as a service.
   */
  public static Ledger open(Settings settings, Configuration hadoop, CommitObserver observer) {
    Configuration configuration = clientConfiguration(hadoop);
    Path root = new Path(LedgerSettings.from(settings).root());
    FileSystem files = fileSystem(root, configuration);
    String qualified = files.makeQualified(root).toString();
    ZooKeeperConnection connection = ZooKeeperConnection.open(ZooKeeperSettings.from(settings));
    try {
      ZooKeeperCatalog catalog =
          new ZooKeeperCatalog(connection, new HadoopFileIO(configuration), qualified, Map.of());
      return new CatalogLedger(connection, catalog, files, qualified, observer);
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * A copy of the configuration with what our clients need of HDFS. Hadoop keeps one client for
   * each file system and process, with the configuration of whoever asked first: a process calls
   * this before anything else opens a file system.
   */
  public static Configuration clientConfiguration(Configuration hadoop) {
    Configuration copy = new Configuration(hadoop);
    // A client waits this long before it asks again whether a small file's block has arrived: with
    // the default of 400 ms the ledger does 1.4 commits a second, with 5 ms 14.
    copy.set("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "5");
    // A server that cannot be reached is named within 15 seconds: Hadoop's own 45 tries of 20
    // seconds are a quarter of an hour. With several NameNodes their failover tries again above.
    copy.set("ipc.client.connect.timeout", "5000");
    copy.set("ipc.client.connect.max.retries.on.timeouts", "1");
    return copy;
  }

  private static FileSystem fileSystem(Path root, Configuration configuration) {
    try {
      return root.getFileSystem(configuration);
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot open the ledger: " + e.getMessage() + " (" + root + ")", e);
    }
  }
}
