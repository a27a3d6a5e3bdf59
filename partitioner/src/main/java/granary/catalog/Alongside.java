package granary.catalog;

import granary.coordination.NodeChange;
import java.util.List;

/**
 * What a commit changes beside the pointer, in the transaction that moves it. If one of these
 * changes does not hold, the commit fails with {@link CommitRefusedException}.
 */
@FunctionalInterface
public interface Alongside {
  /** Nothing. */
  Alongside NOTHING = move -> List.of();

  /** The changes; asked for anew at each try of the commit. */
  List<NodeChange> changes(PointerMove move);
}
