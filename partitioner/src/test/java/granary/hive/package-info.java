@NullMarked
package granary.hive;

import org.jspecify.annotations.NullMarked;
