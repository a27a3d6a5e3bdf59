package granary.cli;

import granary.cli.dataset.DatasetCommands;
import granary.cli.doctor.DoctorCommand;
import granary.cli.fsck.FsckCommand;
import granary.cli.hive.HiveCommands;
import granary.cli.ingest.IngestCommand;
import granary.cli.ingest.PartitionsCommand;
import granary.cli.ingest.QuarantineCommands;
import granary.cli.ingest.SampleCommand;
import granary.cli.job.JobCommands;
import granary.cli.job.NodesCommand;
import granary.cli.query.QueryCommand;
import granary.cli.run.RunCommand;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** All commands: Granary's own, those of other jars, and those that are planned. */
final class CommandTree {
  /** Granary's own commands and groups; the one place where a new one is listed. */
  private static final List<Class<?>> COMMANDS =
      List.of(
          VersionCommand.class,
          DatasetCommands.class,
          HiveCommands.class,
          IngestCommand.class,
          PartitionsCommand.class,
          QuarantineCommands.class,
          SampleCommand.class,
          QueryCommand.class,
          RunCommand.class,
          DoctorCommand.class,
          CompletionCommand.class,
          FsckCommand.class,
          JobCommands.class,
          NodesCommand.class);

  /** Commands that users may know of and that are not there yet; dropped here when they come. */
  private static final List<String> PLANNED =
      List.of(
          "dataset evolve",
          "dataset set",
          "compact",
          "tier plan",
          "tier apply",
          "expire",
          "backup",
          "restore");

  private CommandTree() {}

  /** The whole tree, ready to parse. */
  static CommandLine of(GlobalOptions options) {
    CommandLine root = new CommandLine(options);
    COMMANDS.forEach(root::addSubcommand);
    ServiceLoader.load(CommandExtension.class, CommandTree.class.getClassLoader())
        .forEach(extension -> root.addSubcommand(extension.command()));
    PLANNED.forEach(words -> addPlanned(root, words));
    return root.setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setAbbreviatedOptionsAllowed(false)
        .setExpandAtFiles(false);
  }

  private static void addPlanned(CommandLine root, String words) {
    CommandLine parent = root;
    List<String> path = Arrays.asList(words.split(" ", -1));
    for (String group : path.subList(0, path.size() - 1)) {
      parent = group(parent, group);
    }
    String name = path.get(path.size() - 1);
    if (!parent.getSubcommands().containsKey(name)) {
      CommandSpec spec = CommandSpec.forAnnotatedObject(new PlannedCommand(words)).name(name);
      parent.addSubcommand(new CommandLine(spec).setUnmatchedArgumentsAllowed(true));
    }
  }

  private static CommandLine group(CommandLine parent, String name) {
    CommandLine known = parent.getSubcommands().get(name);
    if (known != null) {
      return known;
    }
    CommandLine group = new CommandLine(CommandSpec.create().name(name));
    parent.addSubcommand(group);
    return group;
  }
}
