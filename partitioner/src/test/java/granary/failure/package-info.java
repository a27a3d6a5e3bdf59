@NullMarked
package granary.failure;

import org.jspecify.annotations.NullMarked;
