/**
 * The only package that knows YARN's client types. Read {@link granary.yarn.ContainerCluster}
 * first.
 */
@NullMarked
package granary.yarn;

import org.jspecify.annotations.NullMarked;
