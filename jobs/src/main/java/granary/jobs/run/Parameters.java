package granary.jobs.run;

import granary.settings.NearestName;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values in the place of a dollar and a name in braces; two dollars keep the text as it is.
 */
final class Parameters {
  private static final Pattern PLACE = Pattern.compile("\\$(\\$\\{|\\{([^}]*)\\})");

  private final Map<String, String> values = new TreeMap<>();

  void put(String name, String value) {
    values.put(name, value);
  }

  Map<String, String> values() {
    return values;
  }

  /**
   * The text with all places filled.
   *
   * @throws IllegalArgumentException at a name that has no value, with what was probably meant
   */
  String fill(String text) {
    Matcher matcher = PLACE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group(2);
      matcher.appendReplacement(
          filled, Matcher.quoteReplacement(name == null ? "${" : value(name)));
    }
    return matcher.appendTail(filled).toString();
  }

  private String value(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "there is no parameter "
              + name
              + NearestName.of(name, values.keySet())
                  .map(near -> "; did you mean " + near + "?")
                  .orElse(
                      "; give --param "
                          + name
                          + "=VALUE"
                          + (values.isEmpty()
                              ? ""
                              : " (known: " + new TreeSet<>(values.keySet()) + ")")));
    }
    return value;
  }
}
