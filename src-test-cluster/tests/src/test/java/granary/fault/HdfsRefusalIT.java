package granary.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import granary.commit.CommitId;
import granary.commit.CommitStep;
import granary.dataset.SourceName;
import granary.failure.GranaryException;
import granary.failure.OutcomeUnknownException;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import granary.ingest.TextOptions;
import granary.jobs.ingest.BadRecordPolicy;
import granary.jobs.ingest.IngestJob;
import granary.jobs.ingest.IngestMode;
import granary.jobs.ingest.IngestReport;
import granary.jobs.ingest.IngestRequest;
import granary.ledger.Ledger;
import granary.ledger.Ledgers;
import granary.local.LocalJobs;
import granary.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.PrivilegedExceptionAction;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * HDFS refuses something in the middle of an ingest. The user is told what and what to do, nothing
 * half is visible, and the same ingest again, once it is mended, adds each row once.
 */
@ExtendWith(SharedCluster.class)
final class HdfsRefusalIT {
  private static final String DATASET = "refused";
  private static final int ROWS = 40;
  private static final FsPermission OPEN = new FsPermission((short) 0777);
  private static final FsPermission OWN = new FsPermission((short) 0755);

  private final ProcessCluster cluster;
  private final DistributedFileSystem hdfs;
  private final Path root = new Path("/refusals-" + UUID.randomUUID());
  private final Path dataset = new Path(root, "type=" + DATASET);
  private final Path partitions = new Path(dataset, "source=pos-eu/frequency=hot");
  private final Settings settings;
  private final Ledger ledger;
  private final UserGroupInformation owner;

  HdfsRefusalIT(ProcessCluster cluster) throws IOException {
    this.cluster = cluster;
    this.hdfs = (DistributedFileSystem) root.getFileSystem(cluster.hadoop());
    this.settings =
        Settings.received(
            Map.of(
                "root", root.toString(),
                "zookeeper.connect", cluster.zookeeper(),
                "zookeeper.path", root.toString()));
    this.ledger = Ledgers.open(settings, cluster.hadoop());
    this.owner = UserGroupInformation.getCurrentUser();
  }

  @BeforeEach
  void createDataset() throws Exception {
    RefusalDataset.create(ledger, DATASET);
    assertThat(ingest(owner, input("base"), "base").rowsWritten()).isEqualTo(ROWS);
  }

  @AfterEach
  void mend() throws IOException {
    safeMode(SafeModeAction.LEAVE);
    ledger.close();
    hdfs.delete(root, true);
  }

  @Test
  void quotas() throws Exception {
    long names = hdfs.getContentSummary(dataset).getFileAndDirectoryCount();
    hdfs.setQuota(dataset, names + 1, HdfsConstants.QUOTA_DONT_SET);
    refused(owner, "names", "NameSpace quota", "hdfs dfsadmin -setQuota");
    hdfs.setQuota(dataset, HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_DONT_SET);
    settles(owner, "names", 2);

    hdfs.setQuota(dataset, HdfsConstants.QUOTA_DONT_SET, 1L << 20);
    refused(owner, "space", "DiskSpace quota", "hdfs dfsadmin -setSpaceQuota");
    hdfs.setQuota(dataset, HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
    settles(owner, "space", 3);

    // There is room for the first of two files: decided, and in the middle of its renames.
    names = hdfs.getContentSummary(partitions).getFileAndDirectoryCount();
    hdfs.setQuota(partitions, names + 1, HdfsConstants.QUOTA_DONT_SET);
    unsettled(owner, "renames", "NameSpace quota", "hdfs dfsadmin -setQuota");
    assertThat(rows()).isEqualTo(3L * ROWS);
    hdfs.setQuota(partitions, HdfsConstants.QUOTA_RESET, HdfsConstants.QUOTA_DONT_SET);
    settles(owner, "renames", 4);
  }

  @Test
  void safeMode() throws Exception {
    Path ignored = input("before");
    safeMode(SafeModeAction.ENTER);
    refused(owner, "before", "safe mode", "wait until HDFS has left safe mode");
    safeMode(SafeModeAction.LEAVE);
    settles(owner, "before", 2);

    StepHook.at(CommitStep.VERIFIED, () -> safeMode(SafeModeAction.ENTER));
    unsettled(owner, "staged", "safe mode", "wait until HDFS has left safe mode");
    assertThat(rows()).isEqualTo(2L * ROWS);
    assertThat(visible()).hasSize(4);
    safeMode(SafeModeAction.LEAVE);
    settles(owner, "staged", 3);

    StepHook.at(CommitStep.FILE_RENAMED, () -> safeMode(SafeModeAction.ENTER));
    unsettled(owner, "moving", "safe mode", "wait until HDFS has left safe mode");
    assertThat(rows()).isEqualTo(3L * ROWS);
    safeMode(SafeModeAction.LEAVE);
    settles(owner, "moving", 4);

    StepHook.at(CommitStep.RENAMED, () -> safeMode(SafeModeAction.ENTER));
    unsettled(owner, "moved", "safe mode", "wait until HDFS has left safe mode");
    assertThat(rows()).isEqualTo(4L * ROWS);
    safeMode(SafeModeAction.LEAVE);
    settles(owner, "moved", 5);
  }

  /** With a policy whose kind of disk no DataNode has, each is to a writer as if it were full. */
  @Test
  void dataNodesWithoutRoom() throws Exception {
    hdfs.setStoragePolicy(dataset, HdfsConstants.COLD_STORAGE_POLICY_NAME);
    refused(owner, "room", "could only be written to 0 of", "hdfs dfsadmin -report");
    hdfs.unsetStoragePolicy(dataset);
    settles(owner, "room", 2);

    StepHook.at(
        CommitStep.RENAMED, () -> storagePolicy(dataset, HdfsConstants.COLD_STORAGE_POLICY_NAME));
    unsettled(owner, "ledger", "could only be written to 0 of", "hdfs dfsadmin -report");
    assertThat(rows()).isEqualTo(2L * ROWS);
    hdfs.unsetStoragePolicy(dataset);
    settles(owner, "ledger", 3);
  }

  @Test
  void permissions() throws Exception {
    UserGroupInformation stranger = UserGroupInformation.createRemoteUser("stranger");
    Path input = input("rights");
    refused(stranger, "rights", "Permission denied: user=stranger, access=WRITE", "-chmod");

    hdfs.setPermission(root, OPEN);
    hdfs.setPermission(new Path(root, "_jobs"), OPEN);
    refused(stranger, "rights", "Permission denied: user=stranger, access=WRITE", "-chmod");

    open(dataset);
    hdfs.setPermission(input, new FsPermission((short) 0600));
    refused(stranger, "rights", "Permission denied: user=stranger, access=READ", "-chmod");
    hdfs.setPermission(input, OPEN);

    for (var day : hdfs.listStatus(partitions)) {
      hdfs.setPermission(day.getPath(), OWN);
    }
    unsettled(stranger, "rights", "Permission denied: user=stranger, access=WRITE", "-chmod");
    assertThat(rows()).isEqualTo(ROWS);
    open(dataset);
    settles(stranger, "rights", 2);
  }

  private void open(Path directory) throws IOException {
    hdfs.setPermission(directory, OPEN);
    for (var status : hdfs.listStatus(directory)) {
      if (status.isDirectory()) {
        open(status.getPath());
      } else {
        hdfs.setPermission(status.getPath(), OPEN);
      }
    }
  }

  /** Nothing was decided: no reader sees anything new. */
  private void refused(UserGroupInformation user, String name, String... words) throws Exception {
    long before = rows();
    List<String> files = visible();
    GranaryException failure = failure(user, name);
    assertThat(failure).isNotInstanceOf(OutcomeUnknownException.class);
    says(failure, words);
    assertThat(rows()).isEqualTo(before);
    assertThat(visible()).isEqualTo(files);
  }

  /** It was decided, and the user is told to say the same ID again. */
  private void unsettled(UserGroupInformation user, String name, String... words) throws Exception {
    GranaryException failure = failure(user, name);
    assertThat(failure).isInstanceOf(OutcomeUnknownException.class);
    says(failure, words);
    assertThat(failure).hasMessageContaining("the same ID");
  }

  private static void says(GranaryException failure, String... words) {
    assertThat(failure.getMessage())
        .startsWith("Cannot ")
        .contains(words)
        .hasLineCount(1)
        .doesNotContain("\tat ")
        .doesNotContain("RemoteException");
  }

  private GranaryException failure(UserGroupInformation user, String name) throws Exception {
    Path input = input(name);
    Throwable thrown = catchThrowable(() -> ingest(user, input, name));
    assertThat(thrown).isInstanceOf(GranaryException.class);
    return (GranaryException) thrown;
  }

  /** The same again adds each row once, and again adds nothing. */
  private void settles(UserGroupInformation user, String name, int inputs) throws Exception {
    ingest(user, input(name), name);
    assertThat(rows()).isEqualTo((long) inputs * ROWS);
    assertThat(visible()).hasSize(2 * inputs);
    assertThat(ingest(user, input(name), name + "-again").alreadyIngested()).isTrue();
    assertThat(rows()).isEqualTo((long) inputs * ROWS);
  }

  private IngestReport ingest(UserGroupInformation user, Path input, String id) throws Exception {
    return user.doAs((PrivilegedExceptionAction<IngestReport>) () -> ingestAsCurrent(input, id));
  }

  private IngestReport ingestAsCurrent(Path input, String id) throws Exception {
    try (Ledger own = Ledgers.open(settings, cluster.hadoop())) {
      IngestRequest request =
          new IngestRequest(
              new granary.dataset.DatasetName(DATASET),
              new SourceName("pos-eu"),
              List.of(hdfs.makeQualified(input).toString()),
              Optional.empty(),
              TextOptions.DEFAULT,
              BadRecordPolicy.QUARANTINE,
              IngestMode.APPEND,
              Optional.of(new CommitId(id)));
      return new IngestJob(
              own,
              new IngestJob.Runner(new LocalJobs(settings, cluster.hadoop()), false),
              settings,
              cluster.hadoop(),
              InstantSource.system())
          .run(request, progress -> {});
    }
  }

  /** Half of the rows are of one day, half of another. */
  private Path input(String name) throws IOException {
    Path file = new Path(root, "_inputs/" + name + ".csv");
    if (!hdfs.exists(file)) {
      StringBuilder csv = new StringBuilder("id,at\n");
      for (int i = 0; i < ROWS; i++) {
        csv.append(i).append(i % 2 == 0 ? ",2026-11-20" : ",2026-11-21").append("T10:00:00Z\n");
      }
      try (FSDataOutputStream out = hdfs.create(file)) {
        out.write(csv.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  private void safeMode(SafeModeAction action) {
    try {
      hdfs.setSafeMode(action);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void storagePolicy(Path directory, String policy) {
    try {
      hdfs.setStoragePolicy(directory, policy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long rows() throws IOException {
    long rows = 0;
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(ledger.table(new granary.dataset.DatasetName(DATASET))).build()) {
      for (Record ignored : records) {
        rows++;
      }
    }
    return rows;
  }

  private List<String> visible() throws IOException {
    List<String> files = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> below = hdfs.listFiles(partitions, true);
    while (below.hasNext()) {
      files.add(below.next().getPath().toString());
    }
    files.sort(null);
    return files;
  }
}
