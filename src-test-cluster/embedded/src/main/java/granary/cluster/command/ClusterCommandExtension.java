package granary.cluster.command;

import granary.cli.CommandExtension;

/** Brings the {@code cluster} commands to the command line. */
public final class ClusterCommandExtension implements CommandExtension {
  @Override
  public Class<?> command() {
    return ClusterCommand.class;
  }
}
