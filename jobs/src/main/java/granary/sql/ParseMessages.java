package granary.sql;

import java.util.regex.Pattern;
import org.apache.calcite.sql.parser.SqlParseException;

/** What users write and read around the parser. */
final class ParseMessages {
  private static final Pattern PLACE = Pattern.compile(" at line \\d+, column \\d+\\.?$");

  private ParseMessages() {}

  /**
   * The first line of a parser's message, without the place and the list of what would be right.
   */
  static String reason(SqlParseException failure) {
    String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("wrong syntax");
    return PLACE.matcher(first.strip()).replaceAll("");
  }

  /**
   * The text with names in back-ticks, as Hive quotes them, in double quotes, as Calcite does; of
   * the same length, so that places in messages stay right. A trailing semicolon becomes a blank.
   */
  static String standardQuotes(String sql) {
    StringBuilder text = new StringBuilder(sql);
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean comment =
          quote == 0 && c == '-' && i + 1 < text.length() && text.charAt(i + 1) == '-';
      if (comment) {
        int end = text.indexOf("\n", i);
        i = end < 0 ? text.length() : end;
      } else if (quote == 0 && (c == '\'' || c == '"' || c == '`')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
      if (c == '`' && !comment && (quote == '`' || quote == 0)) {
        text.setCharAt(i, '"');
      }
    }
    int last = text.length() - 1;
    while (last >= 0 && Character.isWhitespace(text.charAt(last))) {
      last--;
    }
    if (last >= 0 && text.charAt(last) == ';') {
      text.setCharAt(last, ' ');
    }
    return text.toString();
  }
}
