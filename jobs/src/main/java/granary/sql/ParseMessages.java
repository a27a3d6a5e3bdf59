package granary.sql;

import granary.settings.NearestName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;

/** What users write and read around the parser. */
final class ParseMessages {
  private static final Pattern PLACE = Pattern.compile(" at line \\d+, column \\d+\\.?$");

  private static final Pattern FIRST_WORD = Pattern.compile("^\\w+");
  private static final Pattern LAST_WORD = Pattern.compile("(\\w+)\\s*$");

  /** What stands before the name of a dataset, which may be alike to a keyword. */
  private static final Pattern TABLE = Pattern.compile("(?i)\\b(?:from|join)\\s+$");

  /** How Calcite says that an expression stands where a query should. */
  private static final String NO_QUERY = "Non-query expression";

  private static final List<String> BEGINNINGS = List.of("SELECT", "WITH");
  private static final List<String> KEYWORDS =
      List.of(
          "SELECT",
          "DISTINCT",
          "FROM",
          "WHERE",
          "GROUP",
          "HAVING",
          "ORDER",
          "LIMIT",
          "OFFSET",
          "INNER",
          "LEFT",
          "RIGHT",
          "OUTER",
          "JOIN",
          "UNION",
          "BETWEEN");

  /** Shorter words are alike to too much. */
  private static final int SHORTEST = 4;

  private ParseMessages() {}

  /**
   * The first line of a parser's message, without the place and the list of what would be right;
   * with the keyword that a mistyped word was probably meant to be.
   */
  static String reason(SqlParseException failure, String sql) {
    String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("wrong syntax");
    int offset = offset(sql, failure.getPos());
    if (first.startsWith(NO_QUERY)) {
      return noQuery(sql.substring(offset));
    }
    String reason = PLACE.matcher(first.strip()).replaceAll("");
    // A mistyped keyword passes for a name: what is wrong to the parser is the word behind it.
    Matcher before = LAST_WORD.matcher(sql.substring(0, offset));
    if (!before.find() || TABLE.matcher(sql.substring(0, before.start())).find()) {
      return reason;
    }
    String word = before.group(1);
    return reason
        + meant(word, KEYWORDS)
            .map(keyword -> "; did you mean " + keyword + " with '" + word + "'?")
            .orElse("");
  }

  private static String noQuery(String rest) {
    Matcher word = FIRST_WORD.matcher(rest);
    if (!word.find()) {
      return "no query begins here; SELECT or WITH was expected";
    }
    return "no query begins with '"
        + word.group()
        + "'; "
        + meant(word.group(), BEGINNINGS)
            .map(keyword -> "did you mean " + keyword + "?")
            .orElse("SELECT or WITH was expected");
  }

  private static Optional<String> meant(String word, List<String> keywords) {
    if (word.length() < SHORTEST || keywords.contains(word.toUpperCase(Locale.ROOT))) {
      return Optional.empty();
    }
    return NearestName.of(word, keywords);
  }

  /** Where in the text this place is; its end where the place is behind it. */
  private static int offset(String sql, SqlParserPos place) {
    int start = 0;
    for (int line = 1; line < place.getLineNum(); line++) {
      start = sql.indexOf("\n", start) + 1;
    }
    return Math.max(0, Math.min(sql.length(), start + place.getColumnNum() - 1));
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
