package granary.cli;

import org.jspecify.annotations.Nullable;

/**
 * What a command has to say when it has ended.
 *
 * @param json what {@code --json} prints: a record, map or list that Jackson maps; null prints
 *     {@code null}
 * @param text what is printed otherwise, for people; a line end is added where it has none
 * @param exitCode 0 for done; 1 where the work was done and what was found is bad
 */
public record Report(@Nullable Object json, String text, int exitCode) {
  /** The text with a line end behind it; empty if there is none. */
  String lines() {
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }

  /** A report of work that is done. */
  public static Report of(Object json, String text) {
    return new Report(json, text, 0);
  }
}
