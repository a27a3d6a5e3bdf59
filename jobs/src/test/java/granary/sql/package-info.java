@NullMarked
package granary.sql;

import org.jspecify.annotations.NullMarked;
