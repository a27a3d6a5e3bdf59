/** The {@code hive} commands. Read {@link granary.cli.hive.HiveCommands} first. */
@NullMarked
package granary.cli.hive;

import org.jspecify.annotations.NullMarked;
