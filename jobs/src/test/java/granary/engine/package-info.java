@NullMarked
package granary.engine;

import org.jspecify.annotations.NullMarked;
