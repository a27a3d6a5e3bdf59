/** The {@code dataset} commands. Read {@link granary.cli.dataset.DatasetCommands} first. */
@NullMarked
package granary.cli.dataset;

import org.jspecify.annotations.NullMarked;
