/**
 * The {@code cluster} commands. They come to the command line as an extension, since only the jar
 * of the embedded cluster knows them. Read {@link granary.cluster.command.ClusterCommand} first.
 */
@NullMarked
package granary.cluster.command;

import org.jspecify.annotations.NullMarked;
