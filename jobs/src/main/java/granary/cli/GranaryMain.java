package granary.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FSError;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program. */
public final class GranaryMain {
  private final GlobalOptions options = new GlobalOptions();
  private final PrintStream out;
  private final PrintStream err;
  private final ClusterFinder finder;

  private GranaryMain(PrintStream out, PrintStream err, ClusterFinder finder) {
    this.out = out;
    this.err = err;
    this.finder = finder;
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
    return run(args, out, err, ClusterFinder.current());
  }

  /**
   * The same against the cluster with this configuration directory, whatever the environment says.
   */
  public static int run(String[] args, PrintStream out, PrintStream err, Path confDir) {
    return run(args, out, err, ClusterFinder.at(confDir));
  }

  private static int run(String[] args, PrintStream out, PrintStream err, ClusterFinder finder) {
    int code = new GranaryMain(out, err, finder).run(args);
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
      return report(new Failure(WrongUse.missingCommand(command), Failure.WRONG_USE));
    } catch (ParameterException e) {
      // Options in front of the wrong word may not have been taken in.
      options.json |= Arrays.asList(args).contains("--json");
      if (Arrays.asList(args).contains("--debug")) {
        e.printStackTrace(err);
      }
      return report(new Failure(WrongUse.message(e, Arrays.asList(args)), Failure.WRONG_USE));
    }
  }

  private int run(LeafCommand command, String name) {
    String words = name.startsWith("granary ") ? name.substring("granary ".length()) : name;
    if (!options.debug) {
      ClientLogs.quieten();
    }
    LiveSession session = new LiveSession(options, finder, out, err);
    try {
      Report report = command.run(session);
      session.endProgress();
      return print(report, words);
    } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError | FSError e) {
      session.endProgress();
      session.trace(e);
      boolean stopped = e instanceof InterruptedException || session.isStopped();
      return report(
          stopped ? Failure.interrupted(words, command.afterInterrupt()) : Failure.of(e, words));
    } finally {
      close(session);
    }
  }

  /** The work's outcome stands by then; that a connection did not close well is only said. */
  private void close(LiveSession session) {
    // What closes connections waits for threads, which an interrupt would end with a stack trace.
    boolean interrupted = Thread.interrupted();
    try {
      session.close();
    } catch (RuntimeException e) {
      session.trace(e);
      err.println(Failure.of(e, "closing").message());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Prints the report; a full disk behind standard output is a failure like any other. */
  private int print(Report report, String words) {
    if (options.json) {
      Json.print(out, report.json());
    } else if (!report.text().isEmpty()) {
      out.print(report.lines());
    }
    if (out.checkError()) {
      return report(
          new Failure(
              "Cannot print the result of "
                  + words
                  + ": standard output took no more (is the"
                  + " disk full, or did its reader end?)",
              Failure.FAILED));
    }
    return report.exitCode();
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
}
