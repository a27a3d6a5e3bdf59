package granary.cli;

import granary.failure.InvalidRequestException;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a script that lets a shell complete commands and options. */
@Command(
    name = "completion",
    header = "Prints a script that lets bash complete commands and options.",
    description =
        "To have it in each shell: granary completion bash > ~/.granary-completion, and in"
            + " ~/.bashrc the line: source ~/.granary-completion",
    footer = {"", "Example:", "  granary completion bash"})
final class CompletionCommand implements LeafCommand {
  @Parameters(
      paramLabel = "bash",
      arity = "1",
      description = "The shell; zsh takes bash's script too.")
  private String shell = "bash";

  @Override
  public Report run(Session session) {
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw new InvalidRequestException(
          "Cannot complete for " + shell + ": bash or zsh was expected");
    }
    String script = AutoComplete.bash("granary", CommandTree.of(new GlobalOptions()));
    return Report.of(java.util.Map.of("shell", shell, "script", script), script);
  }
}
