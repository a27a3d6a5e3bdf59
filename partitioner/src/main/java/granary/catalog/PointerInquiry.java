package granary.catalog;

import granary.catalog.PointerOutcome.Landed;
import granary.catalog.PointerOutcome.NotKnown;
import granary.catalog.PointerOutcome.NotLanded;
import granary.coordination.Node;
import granary.coordination.NodeChange;
import granary.coordination.TransactionOutcome.Applied;
import granary.failure.UnavailableException;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;

/**
 * Finds out what became of a transaction that was sent and not answered. It looks; where the
 * transaction has not arrived it bars it, since the request can still come; and where neither can
 * be told, it says so.
 */
final class PointerInquiry {
  /** The content of a table's node that bars the table's creation. */
  static final String BARRED = "barred";

  private final CatalogStore store;
  private final String uuid;

  PointerInquiry(CatalogStore store, String uuid) {
    this.store = store;
    this.uuid = uuid;
  }

  /**
   * Settles a move of the pointer.
   *
   * @param base the metadata file that it was to move from
   * @param wanted the metadata file that it was to move to
   * @param version the pointer's version that it expected
   */
  PointerOutcome settle(String base, String wanted, int version) {
    return untilAnswered(() -> look(base, wanted, version));
  }

  /** Settles the creation of a table under this UUID. */
  PointerOutcome settleCreation() {
    return untilAnswered(
        () -> {
          Optional<Node> table = store.read(TableNodes.table(uuid));
          if (table.isPresent()) {
            return Optional.of(table.get().text().equals(BARRED) ? new NotLanded() : new Landed());
          }
          boolean barred =
              store.apply(List.of(NodeChange.create(TableNodes.table(uuid), BARRED)))
                  instanceof Applied;
          return barred ? Optional.of(new NotLanded()) : Optional.empty();
        });
  }

  private Optional<PointerOutcome> look(String base, String wanted, int version) {
    Optional<Node> found = store.read(TableNodes.pointer(uuid));
    if (found.isEmpty()) {
      return Optional.of(new NotKnown("the table was dropped meanwhile"));
    }
    Node pointer = found.get();
    Pointer now = Pointer.parse(pointer.text());
    String current = now.location();
    if (current.equals(wanted)) {
      return Optional.of(new Landed());
    }
    if (pointer.version() == version) {
      // Not there yet. Writing the same content moves the version, and the late request fails.
      NodeChange bar = new NodeChange.Set(TableNodes.pointer(uuid), pointer.text(), version);
      return store.apply(List.of(bar)) instanceof Applied
          ? Optional.of(new NotLanded())
          : Optional.empty();
    }
    boolean anotherFollowed = current.equals(base) || base.equals(now.previous());
    return Optional.of(anotherFollowed ? new NotLanded() : searchLog(current, base, wanted));
  }

  private PointerOutcome searchLog(String current, String base, String wanted) {
    TableMetadata metadata = TableMetadataParser.read(store.io(), current);
    List<String> log =
        metadata.previousFiles().stream().map(TableMetadata.MetadataLogEntry::file).toList();
    if (log.contains(wanted)) {
      return new Landed();
    }
    // With our base in the log, whatever followed it is there as well, and it was not ours.
    return log.contains(base)
        ? new NotLanded()
        : new NotKnown("so many commits followed that the table's log begins after it");
  }

  private PointerOutcome untilAnswered(Question question) {
    long deadline = System.nanoTime() + store.patience().toNanos();
    while (true) {
      try {
        Optional<PointerOutcome> answer = question.ask();
        if (answer.isPresent()) {
          return answer.get();
        }
      } catch (UnavailableException e) {
        if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
          return new NotKnown(String.valueOf(e.getMessage()));
        }
      }
      if (System.nanoTime() > deadline) {
        return new NotKnown("ZooKeeper did not answer for " + store.patience());
      }
    }
  }

  private interface Question {
    Optional<PointerOutcome> ask();
  }
}
