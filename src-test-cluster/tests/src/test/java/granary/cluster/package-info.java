/** Tests of the embedded cluster itself. */
@NullMarked
package granary.cluster;

import org.jspecify.annotations.NullMarked;
