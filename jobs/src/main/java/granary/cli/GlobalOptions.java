package granary.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root of the command tree, with the options that stand before or behind any command. */
@Command(
    name = "granary",
    header = "Manages datasets on Apache Hadoop: Avro files in HDFS, jobs on YARN, tables in Hive.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Example:",
      "  granary dataset create users --schema users.avsc --time-field created_at",
      "  granary ingest users --source web --from users.csv",
      "  granary query \"SELECT source, count(*) FROM users GROUP BY source\"",
      "",
      "Exit codes: 0 done, 1 the work failed, 2 wrong use or bad input, 3 outcome unknown (say it"
          + " again with the same ID), 130 interrupted."
    })
final class GlobalOptions {
  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print one JSON document on standard output and nothing else there.")
  boolean json;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print the stack trace of an error.")
  boolean debug;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Read settings from this YAML file, over those of conf/granary.yaml.")
  @Nullable Path conf;

  final Map<String, String> settings = new LinkedHashMap<>();

  /** Takes more: a field would keep only those behind the command where some stand before it. */
  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description = "Set one setting, over those of the files.")
  void set(@Nullable Map<String, String> more) {
    if (more != null) {
      settings.putAll(more);
    }
  }

  @Option(
      names = "--execution",
      paramLabel = "yarn|local",
      scope = ScopeType.INHERIT,
      description =
          "Run jobs on YARN or in this process. Default: yarn where a ResourceManager is"
              + " configured.")
  @Nullable Execution execution;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print this help.")
  boolean help;

  /** Which of them were given, but for help. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    if (json) {
      given.add("--json");
    }
    if (debug) {
      given.add("--debug");
    }
    if (conf != null) {
      given.add("--conf");
    }
    if (!settings.isEmpty()) {
      given.add("-D");
    }
    if (execution != null) {
      given.add("--execution");
    }
    return given;
  }
}
