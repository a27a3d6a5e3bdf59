package granary.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a user probably meant, for error messages. */
public final class NearestName {
  private NearestName() {}

  /** The candidate with the fewest edits from {@code name}, if fewer than half of it differ. */
  public static Optional<String> of(String name, Collection<String> candidates) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(wanted, candidate)))
        .filter(candidate -> distance(wanted, candidate) <= Math.max(2, name.length() / 2));
  }

  private static int distance(String name, String candidate) {
    String other = candidate.toLowerCase(Locale.ROOT);
    int[] previous = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= name.length(); i++) {
      int[] current = new int[other.length() + 1];
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = previous[j - 1] + (name.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[other.length()];
  }
}
