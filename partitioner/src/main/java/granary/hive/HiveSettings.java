package granary.hive;

import granary.failure.InvalidRequestException;
import granary.settings.Setting;
import granary.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How Hive is reached.
 *
 * @param url HiveServer2's JDBC URL; empty where there is no Hive
 * @param database the database that holds the datasets' tables
 * @param user who the statements run as
 * @param timeout how long connecting may take
 */
public record HiveSettings(
    Optional<String> url, String database, Optional<String> user, Duration timeout) {
  public static final Setting<String> URL =
      Setting.text(
          "hive.url",
          "",
          "JDBC URL of HiveServer2, such as jdbc:hive2://host:10000/; empty where there is no"
              + " Hive.");
  public static final Setting<String> DATABASE =
      Setting.text("hive.database", "granary", "Hive database that holds the datasets' tables.");
  public static final Setting<String> USER =
      Setting.text(
          "hive.user", "", "User of the statements in Hive; empty for the user of the command.");
  public static final Setting<Duration> TIMEOUT =
      Setting.duration("hive.timeout", "12s", "Longest wait for a connection to HiveServer2.");

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,127}");

  public HiveSettings {
    if (!NAME.matcher(database).matches()) {
      throw new InvalidRequestException(
          "Cannot use a Hive database: lower case letters, digits and _ were expected, the first"
              + " a letter ("
              + DATABASE.key()
              + "="
              + database
              + ")");
    }
    url.ifPresent(
        given -> {
          if (!given.startsWith("jdbc:hive2://")) {
            throw new InvalidRequestException(
                "Cannot use a Hive URL: one that begins with jdbc:hive2:// was expected ("
                    + URL.key()
                    + "="
                    + given
                    + ")");
          }
        });
  }

  public static List<Setting<?>> all() {
    return List.of(URL, DATABASE, USER, TIMEOUT);
  }

  public static HiveSettings from(Settings settings) {
    return new HiveSettings(
        Optional.of(settings.get(URL).strip()).filter(url -> !url.isEmpty()),
        settings.get(DATABASE),
        Optional.of(settings.get(USER).strip()).filter(user -> !user.isEmpty()),
        settings.get(TIMEOUT));
  }
}
