package granary.cli;

import granary.settings.NearestName;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program. */
public final class GranaryMain {
  private final GlobalOptions options = new GlobalOptions();
  private final PrintStream out;
  private final PrintStream err;

  private GranaryMain(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    int code = run(args, out, System.err);
    out.flush();
    System.exit(code);
  }

  /**
   * Runs one command in this process.
   *
   * @param args the words behind {@code granary}
   * @param out what takes the command's report
   * @param err what takes progress and errors
   * @return the exit code
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    int code = new GranaryMain(out, err).run(args);
    out.flush();
    err.flush();
    return code;
  }

  private int run(String[] args) {
    CommandLine root = CommandTree.of(options);
    try {
      ParseResult parsed = root.parseArgs(args);
      while (parsed.hasSubcommand()) {
        if (parsed.isUsageHelpRequested()) {
          break;
        }
        parsed = parsed.subcommand();
      }
      CommandLine command = parsed.commandSpec().commandLine();
      if (parsed.isUsageHelpRequested()) {
        command.usage(out);
        return 0;
      }
      if (command.getCommand() instanceof LeafCommand leaf) {
        return run(leaf, command.getCommandSpec().qualifiedName());
      }
      return report(new Failure(missingCommand(command), Failure.WRONG_USE));
    } catch (ParameterException e) {
      // Options in front of the wrong word may not have been taken in.
      options.json |= Arrays.asList(args).contains("--json");
      if (Arrays.asList(args).contains("--debug")) {
        e.printStackTrace(err);
      }
      return report(new Failure(wrongUse(e), Failure.WRONG_USE));
    }
  }

  private int run(LeafCommand command, String name) {
    String words = name.startsWith("granary ") ? name.substring("granary ".length()) : name;
    LiveSession session = new LiveSession(options, ClusterFinder.current(), err);
    try {
      Report report = command.run(session);
      session.endProgress();
      print(report);
      return report.exitCode();
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      session.endProgress();
      trace(e);
      return report(Failure.of(e, words));
    } finally {
      close(session);
    }
  }

  /** The work's outcome stands by then; that a connection did not close well is only said. */
  private void close(LiveSession session) {
    try {
      session.close();
    } catch (RuntimeException e) {
      trace(e);
      err.println(Failure.of(e, "closing").message());
    }
  }

  private void trace(Throwable e) {
    if (options.debug) {
      e.printStackTrace(err);
    }
  }

  private void print(Report report) {
    if (options.json) {
      Json.print(out, report.json());
    } else if (!report.text().isEmpty()) {
      out.print(report.text().endsWith("\n") ? report.text() : report.text() + "\n");
    }
    out.flush();
  }

  private int report(Failure failure) {
    if (options.json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("error", failure.message());
      document.put("exitCode", failure.exitCode());
      Json.print(out, document);
    }
    err.println(failure.message());
    return failure.exitCode();
  }

  private static String missingCommand(CommandLine group) {
    String name = group.getCommandSpec().qualifiedName();
    return "Cannot run "
        + name
        + ": one of "
        + group.getSubcommands().keySet()
        + " was expected behind it; see "
        + name
        + " --help";
  }

  private static String wrongUse(ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String reason = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      List<String> known =
          word.startsWith("-")
              ? List.copyOf(command.getCommandSpec().optionsMap().keySet())
              : List.copyOf(command.getSubcommands().keySet());
      reason =
          "'"
              + word
              + "' is not known here"
              + NearestName.of(word, known).map(near -> "; did you mean " + near + "?").orElse("");
    }
    return "Cannot run " + name + ": " + reason + " (see " + name + " --help)";
  }
}
