/** Datasets as tables in Hive, over Hive's JDBC. Read {@code HiveRegistry} first. */
@NullMarked
package granary.hive;

import org.jspecify.annotations.NullMarked;
