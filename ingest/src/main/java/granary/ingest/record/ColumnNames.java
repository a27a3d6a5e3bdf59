package granary.ingest.record;

import java.util.Locale;

/**
 * The name that a header's text stands for: lower case, with {@code _} for each run of what a field
 * cannot be called, none at the ends: {@code Cost Total $} is {@code cost_total}.
 */
public final class ColumnNames {
  private ColumnNames() {}

  /** The name; empty if nothing of the text can stand in one. */
  public static String normalised(String header) {
    StringBuilder name = new StringBuilder(header.length());
    for (char character : header.toLowerCase(Locale.ROOT).toCharArray()) {
      boolean allowed =
          (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
      if (allowed) {
        name.append(character);
      } else if (name.length() > 0 && name.charAt(name.length() - 1) != '_') {
        name.append('_');
      }
    }
    if (name.length() > 0 && name.charAt(name.length() - 1) == '_') {
      name.setLength(name.length() - 1);
    }
    if (name.length() > 0 && Character.isDigit(name.charAt(0))) {
      name.insert(0, '_');
    }
    return name.toString();
  }
}
