/**
 * ZooKeeper as the rest of Granary sees it: nodes, reads that see every acknowledged write, and
 * transactions whose outcome may be unknown. Read {@link granary.coordination.ZooKeeperConnection}
 * first.
 */
@NullMarked
package granary.coordination;

import org.jspecify.annotations.NullMarked;
