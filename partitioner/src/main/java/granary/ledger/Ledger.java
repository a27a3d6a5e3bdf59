package granary.ledger;

import granary.commit.Commits;
import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import java.util.List;
import org.apache.iceberg.Table;

/**
 * The datasets and what is live in them. Safe for use by several threads; one for each process,
 * which closes it. Every read sees all commits that were acknowledged before it began.
 */
public interface Ledger extends AutoCloseable {
  /**
   * Registers a dataset.
   *
   * @throws granary.failure.InvalidRequestException if one of the name exists or was not dropped to
   *     the end, or a field cannot be carried faithfully; the message names the field and the
   *     reason
   */
  LedgerDataset create(Dataset dataset);

  /**
   * Finds a dataset.
   *
   * @throws granary.failure.InvalidRequestException if there is none; the message names the nearest
   */
  LedgerDataset load(DatasetName name);

  /** All datasets, by name. */
  List<DatasetName> list();

  /**
   * Removes a dataset, or what is left of one whose removal was not finished.
   *
   * @param data whether its files in HDFS go too
   * @return where its files are now
   * @throws granary.failure.InvalidRequestException if there is none, and nothing is left of one
   * @throws granary.failure.WorkFailedException if HDFS refuses; the same again finishes it
   */
  DroppedDataset drop(DatasetName name, DataOnDrop data);

  /** What becomes of a dropped dataset's files. */
  enum DataOnDrop {
    KEEP,
    PURGE
  }

  /**
   * Finds a dataset again whose nodes were lost with ZooKeeper's data, from its files in HDFS: the
   * last commit that is known to have landed, the inputs that were ingested, and the directories.
   * Commits that were planned before cannot land any more. A dataset that was dropped is not
   * brought back.
   *
   * @throws granary.failure.InvalidRequestException if the dataset is there, was dropped, or left
   *     nothing that is known to have been committed; nothing was changed
   * @throws granary.failure.OutcomeUnknownException if the connection was lost: look if it is there
   */
  PointerRebuild rebuildPointer(DatasetName name);

  /** The partitions that hold live files, by period, source and frequency. */
  List<LedgerPartition> partitions(DatasetName name);

  /** The Iceberg table behind a dataset, refreshed, for planning scans. */
  Table table(DatasetName name);

  /** The way to add data. */
  Commits commits();

  @Override
  void close();
}
