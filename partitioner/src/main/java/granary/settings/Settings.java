package granary.settings;

import granary.failure.InvalidRequestException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The values that a user gave, by key. Immutable; what is not given has its setting's default. */
public final class Settings {
  private final Map<String, String> given;

  private Settings(Map<String, String> given) {
    this.given = Map.copyOf(given);
  }

  /**
   * Lays the layers over each other, later ones winning.
   *
   * @throws InvalidRequestException at a key that is not known, with the nearest one, or at a value
   *     that its setting cannot read
   */
  public static Settings of(Collection<Setting<?>> known, List<Map<String, String>> layers) {
    Map<String, Setting<?>> byKey = new TreeMap<>();
    known.forEach(setting -> byKey.put(setting.key(), setting));
    Map<String, String> merged = new HashMap<>();
    layers.forEach(merged::putAll);
    merged.forEach(
        (key, value) -> {
          Setting<?> setting = byKey.get(key);
          if (setting == null) {
            throw new InvalidRequestException(
                "Cannot use setting "
                    + key
                    + ": there is none of that name; did you mean "
                    + NearestName.of(key, byKey.keySet()).orElse("one of " + byKey.keySet())
                    + "?");
          }
          setting.parse(value);
        });
    return new Settings(merged);
  }

  /** Values that another process of ours has checked and sent, as {@link #given} returned them. */
  public static Settings received(Map<String, String> given) {
    return new Settings(given);
  }

  public <T> T get(Setting<T> setting) {
    return setting.parse(given.getOrDefault(setting.key(), setting.defaultText()));
  }

  /** What was given, for a process of ours that is to use the same settings. */
  public Map<String, String> given() {
    return given;
  }
}
