package granary.cli;

import granary.settings.Setting;
import granary.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How patient commands are.
 *
 * @param timeout how long the first answer of a service may take
 */
record ClientSettings(Duration timeout) {
  static final Setting<Duration> TIMEOUT =
      Setting.duration(
          "client.timeout",
          "12s",
          "Longest wait for the first answer of the NameNode or the ResourceManager.");

  static List<Setting<?>> all() {
    return List.of(TIMEOUT);
  }

  static ClientSettings from(Settings settings) {
    return new ClientSettings(settings.get(TIMEOUT));
  }
}
