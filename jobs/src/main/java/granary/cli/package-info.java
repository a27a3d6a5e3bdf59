/**
 * The command line: parses the words, makes a {@link granary.cli.Session} with what a command
 * needs, runs the command and prints its {@link granary.cli.Report}. Read {@link
 * granary.cli.LeafCommand} first, then {@code CommandTree}, which lists all commands. Nothing here
 * loads a class of Hadoop, Jackson or Iceberg before a command asks for it.
 */
@NullMarked
package granary.cli;

import org.jspecify.annotations.NullMarked;
