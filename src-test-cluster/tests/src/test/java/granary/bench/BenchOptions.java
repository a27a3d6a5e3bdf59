package granary.bench;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The options of a benchmark: {@code --rows 1000000}. The names behind {@code --} are those that
 * the benchmark asks for; any other one ends the process with its usage.
 */
final class BenchOptions {
  private final Map<String, String> given;

  private BenchOptions(Map<String, String> given) {
    this.given = given;
  }

  /**
   * Reads the words of a command line; ends the process with code 0 behind {@code --help} and with
   * code 2 behind a word that is not known.
   *
   * @param usage what the benchmark measures and its options, for people
   * @param names the options' names without the dashes
   */
  static BenchOptions of(String[] words, String usage, Set<String> names) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (word.equals("--help") || word.equals("-h")) {
        System.out.println(usage.strip());
        System.exit(0);
      }
      String name = word.startsWith("--") ? word.substring(2) : "";
      if (!names.contains(name) || i + 1 == words.length) {
        System.err.println(
            "Cannot run the benchmark: one of "
                + new TreeSet<>(names)
                + " with a value was expected (--NAME VALUE), not '"
                + word
                + "'");
        System.err.println(usage.strip());
        System.exit(2);
      }
      given.put(name, words[++i]);
    }
    return new BenchOptions(given);
  }

  String text(String name, String fallback) {
    return given.getOrDefault(name, fallback);
  }

  long number(String name, long fallback) {
    String text = given.get(name);
    if (text == null) {
      return fallback;
    }
    try {
      return Long.parseLong(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Cannot run the benchmark: --" + name + " takes a whole number (" + text + ")", e);
    }
  }
}
