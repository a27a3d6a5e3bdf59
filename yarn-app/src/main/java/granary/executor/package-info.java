/**
 * A container that runs many tasks, one after the other. Read {@link granary.executor.ExecutorMain}
 * first.
 */
@NullMarked
package granary.executor;

import org.jspecify.annotations.NullMarked;
