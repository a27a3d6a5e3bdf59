/** The command {@code run}. Read {@link granary.cli.run.RunCommand}. */
@NullMarked
package granary.cli.run;

import org.jspecify.annotations.NullMarked;
