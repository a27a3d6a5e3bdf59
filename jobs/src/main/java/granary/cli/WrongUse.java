package granary.cli;

import granary.settings.NearestName;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a user is told of words that are no command. */
final class WrongUse {
  private WrongUse() {}

  /** A group without a command behind it. */
  static String missingCommand(CommandLine group) {
    String name = group.getCommandSpec().qualifiedName();
    return "Cannot run "
        + name
        + ": one of "
        + group.getSubcommands().keySet()
        + " was expected behind it; see "
        + name
        + " --help";
  }

  /**
   * What is wrong with some words.
   *
   * @param words all of them: an option that is misspelt is the cause of one that is missing
   */
  static String message(ParameterException e, List<String> words) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String reason = String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      reason = unknown(unmatched.getUnmatched().get(0), command);
    } else if (e instanceof MissingParameterException) {
      reason = misspelt(words, command).map(word -> unknown(word, command)).orElse(reason);
    }
    return "Cannot run " + name + ": " + reason + " (see " + name + " --help)";
  }

  private static Optional<String> misspelt(List<String> words, CommandLine command) {
    return words.stream()
        .filter(word -> word.startsWith("--"))
        .filter(word -> !command.getCommandSpec().optionsMap().containsKey(bare(word)))
        .findFirst();
  }

  private static String bare(String option) {
    return option.contains("=") ? option.substring(0, option.indexOf('=')) : option;
  }

  private static String unknown(String word, CommandLine command) {
    boolean option = word.startsWith("-");
    List<String> known =
        List.copyOf(
            option
                ? command.getCommandSpec().optionsMap().keySet()
                : command.getSubcommands().keySet());
    String bare = option ? bare(word) : word;
    String near =
        NearestName.of(bare, known).map(name -> "; did you mean " + name + "?").orElse("");
    boolean tooMany = !option && known.isEmpty();
    return tooMany
        ? "'" + word + "' is one word too many; put quotes around what holds blanks"
        : "'" + word + "' is not known here" + near;
  }
}
