package granary.catalog;

import granary.coordination.Node;
import granary.coordination.NodeChange;
import granary.coordination.TransactionOutcome;
import granary.coordination.Transactions;
import granary.coordination.ZooKeeperConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.io.FileIO;

/**
 * What the catalog stands on: nodes to read, transactions, files. Transactions come apart from the
 * connection so that a test can lose their answers.
 */
record CatalogStore(
    ZooKeeperConnection connection, Transactions transactions, FileIO io, MetadataCache cache) {
  CatalogStore(ZooKeeperConnection connection, Transactions transactions, FileIO io) {
    this(connection, transactions, io, new MetadataCache(io));
  }

  Optional<Node> read(String path) {
    return connection.read(path);
  }

  TransactionOutcome apply(List<NodeChange> steps) {
    return transactions.apply(steps);
  }

  Duration patience() {
    return connection.patience();
  }
}
