/**
 * An Iceberg catalog whose pointers to the current metadata are ZooKeeper nodes, changed by
 * compare-and-set. Read {@link granary.catalog.ZooKeeperCatalog} first, then {@code
 * ZooKeeperTableOperations}, where a commit is decided.
 */
@NullMarked
package granary.catalog;

import org.jspecify.annotations.NullMarked;
