package granary.commit;

import granary.catalog.CatalogTable;
import granary.catalog.CommitRefusedException;
import granary.catalog.TableNodes;
import granary.coordination.NodeChange;
import granary.coordination.ZooKeeperConnection;
import granary.dataset.DatasetName;
import granary.failure.InvalidRequestException;
import granary.failure.OutcomeUnknownException;
import granary.failure.UnavailableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes a decided commit: renames its files into place, commits them to the ledger, records it
 * and clears up. Every step can be repeated, by several at once. Whether the commit landed is
 * decided by the intent's node, which goes with the pointer's move and no other way.
 */
final class Completion {
  private static final Logger LOG = LoggerFactory.getLogger(Completion.class);
  private static final int ATTEMPTS = 5;

  private final CommitTables tables;
  private final ZooKeeperConnection connection;
  private final FileSystem files;
  private final CommitObserver observer;

  Completion(
      CommitTables tables,
      ZooKeeperConnection connection,
      FileSystem files,
      CommitObserver observer) {
    this.tables = tables;
    this.connection = connection;
    this.files = files;
    this.observer = observer;
  }

  /**
   * Finishes the commit, or finds that another did.
   *
   * @throws OutcomeUnknownException if it could not be finished now
   */
  CommitRecord finish(DatasetName dataset, String uuid, CommitId id, IntentNode node) {
    try {
      CatalogTable table = tables.load(dataset, uuid, List.of());
      CommitDirectory directory = new CommitDirectory(files, table.table().location());
      Intent intent;
      try {
        intent = directory.readIntent(node.file());
        rename(intent);
      } catch (FileNotFoundException e) {
        return finishedByAnother(dataset, uuid, id).orElseThrow(() -> FileFailures.decided(id, e));
      }
      observer.after(CommitStep.RENAMED, id);
      CommitRecord record = commit(dataset, uuid, intent);
      observer.after(CommitStep.COMMITTED, id);
      record(directory, intent, record);
      observer.after(CommitStep.RECORDED, id);
      return record;
    } catch (InvalidRequestException | OutcomeUnknownException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decided is decided, whatever went wrong: it must not be taken for a failure.
      throw FileFailures.decided(id, e);
    } finally {
      giveUp(uuid, node);
    }
  }

  /** A commit that landed, with its record written if its process died before that. */
  CommitRecord settle(DatasetName dataset, CatalogTable table, CommitRecord landed)
      throws IOException {
    tables.acknowledge(dataset);
    CommitDirectory directory = new CommitDirectory(files, table.table().location());
    directory.writeRecord(landed);
    directory.clearIntents(landed.id());
    return landed;
  }

  private void rename(Intent intent) throws IOException {
    Set<Path> made = new HashSet<>();
    for (Intent.PlannedFile file : intent.files()) {
      Path source = new Path(file.staged().stagedPath());
      Path target = new Path(file.target());
      if (made.add(target.getParent())) {
        files.mkdirs(target.getParent());
      }
      if (!renamed(source, target)) {
        requireInPlace(file, target);
      }
      observer.after(CommitStep.FILE_RENAMED, intent.id());
    }
  }

  /** HDFS says false where the source is gone or the target is there, local disk throws. */
  private boolean renamed(Path source, Path target) throws IOException {
    try {
      return files.rename(source, target);
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private void requireInPlace(Intent.PlannedFile file, Path target) throws IOException {
    long length = files.getFileStatus(target).getLen();
    if (length != file.staged().bytes()) {
      throw new IOException(
          "the file has "
              + length
              + " bytes and should have "
              + file.staged().bytes()
              + " ("
              + target
              + ")");
    }
  }

  private CommitRecord commit(DatasetName dataset, String uuid, Intent intent) throws IOException {
    String node = TableNodes.intents(uuid) + "/" + intent.id();
    for (int attempt = 1; ; attempt++) {
      CatalogTable table = tables.load(dataset, uuid, List.of(NodeChange.delete(node)));
      if (connection.read(node).isEmpty()) {
        return finishedByAnother(dataset, uuid, intent.id())
            .orElseThrow(
                () -> new IOException("its intent is gone and its snapshot is not in the ledger"));
      }
      try {
        append(table.table(), intent).commit();
        table.table().refresh();
        return CommitTables.find(table.table(), intent.id(), 0)
            .orElseThrow(() -> new IOException("its snapshot is not in the ledger"));
      } catch (CommitRefusedException
          | CommitStateUnknownException
          | CommitFailedException
          | ServiceUnavailableException e) {
        // Whether it landed, the intent's node tells, at the next attempt's beginning.
        if (attempt == ATTEMPTS) {
          throw FileFailures.decided(intent.id(), e);
        }
      }
    }
  }

  private static AppendFiles append(Table table, Intent intent) {
    AppendFiles append = table.newAppend();
    LedgerFiles ledgerFiles = new LedgerFiles(table);
    intent.files().forEach(file -> append.appendFile(ledgerFiles.of(file)));
    append.set(CommitTables.commitIdKey(), intent.id().value());
    append.set("granary.source", intent.source());
    intent.inputsFile().ifPresent(path -> append.set("granary.inputs-file", path));
    for (Map.Entry<String, String> entry : intent.summary().entrySet()) {
      append.set(entry.getKey(), entry.getValue());
    }
    return append;
  }

  private Optional<CommitRecord> finishedByAnother(DatasetName dataset, String uuid, CommitId id)
      throws IOException {
    CatalogTable table = tables.load(dataset, uuid, List.of());
    Optional<CommitRecord> found = CommitTables.find(table.table(), id, 0);
    if (found.isPresent()) {
      tables.acknowledge(dataset);
      return found;
    }
    return new CommitDirectory(files, table.table().location()).readRecord(id);
  }

  private void record(CommitDirectory directory, Intent intent, CommitRecord record)
      throws IOException {
    directory.writeRecord(record);
    for (String replaced : intent.replaced()) {
      files.delete(new Path(replaced), false);
    }
    if (intent.stagingDirectory().isPresent()) {
      files.delete(new Path(intent.stagingDirectory().get()), true);
    }
    directory.clearIntents(intent.id());
  }

  /** Lets others know that this process is not at it any more, however it ended. */
  private void giveUp(String uuid, IntentNode node) {
    try {
      connection.deleteTree(TableNodes.owners(uuid) + "/" + node.owner());
    } catch (UnavailableException e) {
      // The node goes with this process's session; until then only the commit's own ID finishes it.
      LOG.info("Left the node of owner {} to the end of the session", node.owner(), e);
    }
  }
}
