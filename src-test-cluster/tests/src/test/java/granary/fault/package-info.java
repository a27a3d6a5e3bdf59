/**
 * Faults on purpose: processes that stop at the worst places, and what all readers see then. Read
 * {@link granary.fault.CommitHaltIT} first.
 */
@NullMarked
package granary.fault;

import org.jspecify.annotations.NullMarked;
