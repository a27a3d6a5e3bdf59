package granary.catalog;

import granary.coordination.Node;
import granary.coordination.NodeChange;
import granary.coordination.TransactionOutcome;
import granary.coordination.TransactionOutcome.Applied;
import granary.coordination.TransactionOutcome.Unknown;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.catalog.TableIdentifier;

/** Takes a table's name and pointer away, in one transaction. */
final class TableRemoval {
  private final CatalogStore store;
  private final TableIdentifier identifier;
  private final String uuid;

  TableRemoval(CatalogStore store, TableIdentifier identifier, String uuid) {
    this.store = store;
    this.identifier = identifier;
    this.uuid = uuid;
  }

  /** Whether this call removed the table; false if it was removed or renamed by another. */
  boolean drop() {
    boolean sent = false;
    while (true) {
      Optional<Node> name = store.read(TableNodes.name(identifier));
      Optional<Node> pointer = store.read(TableNodes.pointer(uuid));
      if (pointer.isEmpty() || name.isEmpty() || !name.get().text().equals(uuid)) {
        // A drop whose answer was lost counts as ours: nobody can tell the difference.
        return sent && pointer.isEmpty();
      }
      // With the pointer's version in it, the drop of an answer that was lost cannot arrive after
      // the table has changed.
      TransactionOutcome outcome =
          store.apply(
              List.of(
                  new NodeChange.Delete(TableNodes.name(identifier), name.get().version()),
                  new NodeChange.Delete(TableNodes.pointer(uuid), pointer.get().version())));
      if (outcome instanceof Applied) {
        return true;
      }
      sent |= outcome instanceof Unknown;
    }
  }
}
