package granary.cli.doctor;

import granary.cli.Amounts;
import granary.cli.Session;
import granary.ledger.LedgerSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.DatanodeInfo;
import org.apache.hadoop.hdfs.protocol.HdfsConstants.DatanodeReportType;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.UserGroupInformation;

/** Checks of HDFS, of the root directory, and of the ledger in ZooKeeper. */
final class StorageChecks {
  private StorageChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "HDFS",
            "start the NameNode, or correct fs.defaultFS in core-site.xml",
            StorageChecks::hdfs),
        new Check(
            "root directory",
            "let its owner give you the right to write there, or set root to a directory of yours:"
                + " hdfs dfs -mkdir -p ROOT && hdfs dfs -chown USER ROOT",
            StorageChecks::root),
        new Check(
            "ZooKeeper",
            "start ZooKeeper, or correct zookeeper.connect in conf/granary.yaml",
            StorageChecks::ledger));
  }

  private static List<Finding> hdfs(Session session) throws IOException {
    session.checkRoot();
    List<Finding> findings = new ArrayList<>();
    Path root = root(session, session.settings().get(LedgerSettings.ROOT));
    FileSystem fileSystem = root.getFileSystem(session.hadoop());
    findings.add(Finding.ok("the NameNode of " + fileSystem.getUri() + " answers"));
    if (fileSystem instanceof DistributedFileSystem hdfs) {
      if (hdfs.isInSafeMode()) {
        findings.add(
            Finding.error(
                "HDFS is in safe mode: nothing can be written",
                "wait until enough DataNodes have reported; then hdfs dfsadmin -safemode get"));
      }
      dataNodes(hdfs, findings);
    }
    FsStatus status = fileSystem.getStatus(root);
    findings.add(
        SoftwareChecks.room(
            status.getRemaining(), "HDFS", "delete data (granary expire), or add DataNodes"));
    return findings;
  }

  private static void dataNodes(DistributedFileSystem hdfs, List<Finding> findings)
      throws IOException {
    DatanodeInfo[] live;
    DatanodeInfo[] dead;
    try {
      live = hdfs.getDataNodeStats(DatanodeReportType.LIVE);
      dead = hdfs.getDataNodeStats(DatanodeReportType.DEAD);
    } catch (AccessControlException e) {
      findings.add(Finding.ok("DataNodes are listed to HDFS's superuser only"));
      return;
    }
    if (live.length == 0) {
      findings.add(Finding.error("no DataNode is alive", "start DataNodes; see their logs"));
    } else if (dead.length > 0) {
      findings.add(
          Finding.warning(
              dead.length + " of " + (live.length + dead.length) + " DataNodes are dead",
              "look at their logs, or decommission them"));
    } else {
      findings.add(Finding.ok(Amounts.of(live.length, "DataNode") + " alive"));
    }
    short replicas = hdfs.getDefaultReplication(new Path("/"));
    if (live.length > 0 && replicas > live.length) {
      findings.add(
          Finding.warning(
              "dfs.replication is " + replicas + " with " + Amounts.of(live.length, "DataNode"),
              "add DataNodes, or set dfs.replication to at most " + live.length));
    }
  }

  private static Path root(Session session, String root) throws IOException {
    Path path = new Path(root);
    return path.getFileSystem(session.hadoop()).makeQualified(path);
  }

  /** Writes, reads and removes a file; its time is the NameNode's clock. */
  private static List<Finding> root(Session session) throws IOException {
    session.checkRoot();
    Path root = root(session, session.settings().get(LedgerSettings.ROOT));
    FileSystem fileSystem = root.getFileSystem(session.hadoop());
    Path file = new Path(root, "_doctor-" + UUID.randomUUID());
    long before = session.clock().millis();
    try {
      fileSystem.create(file, false).close();
      long after = session.clock().millis();
      long time = fileSystem.getFileStatus(file).getModificationTime();
      String user = UserGroupInformation.getCurrentUser().getShortUserName();
      return List.of(
          Finding.ok(user + " can write in " + root),
          Clocks.finding("the NameNode", time - (before + after) / 2, (after - before) / 2 + 1));
    } finally {
      fileSystem.delete(file, false);
    }
  }

  private static List<Finding> ledger(Session session) {
    int datasets = session.ledger().list().size();
    return List.of(
        Finding.ok("ZooKeeper answers; the ledger has " + Amounts.of(datasets, "dataset")));
  }
}
