/**
 * The ledger, HDFS and Hive compared, and what differs repaired. Read {@link granary.fsck.Fsck}
 * first.
 */
@NullMarked
package granary.fsck;

import org.jspecify.annotations.NullMarked;
