package granary.hive;

import java.util.Optional;

/**
 * What was changed in Hive.
 *
 * @param added partitions that were not there
 * @param dropped partitions that the ledger does not have
 * @param moved partitions whose location was another
 * @param delayed why Hive does not know all yet; empty when it does
 */
public record SyncReport(int added, int dropped, int moved, Optional<String> delayed) {
  static SyncReport delayed(String reason) {
    return new SyncReport(0, 0, 0, Optional.of(reason));
  }

  static SyncReport of(int added, int dropped, int moved) {
    return new SyncReport(added, dropped, moved, Optional.empty());
  }
}
