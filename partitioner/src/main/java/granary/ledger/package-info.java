/**
 * The ledger: one Iceberg table a dataset, whose pointer is a ZooKeeper node. Read {@link
 * granary.ledger.Ledger} first.
 */
@NullMarked
package granary.ledger;

import org.jspecify.annotations.NullMarked;
