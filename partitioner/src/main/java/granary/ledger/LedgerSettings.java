package granary.ledger;

import granary.settings.Setting;
import granary.settings.Settings;
import java.util.List;

/**
 * Where the ledger keeps its files.
 *
 * @param root the directory that all datasets are in; without a scheme it is on fs.defaultFS
 */
public record LedgerSettings(String root) {
  public static final Setting<String> ROOT =
      Setting.text(
          "root", "/granary", "The directory of all datasets; without a scheme on fs.defaultFS.");

  public static List<Setting<?>> all() {
    return List.of(ROOT);
  }

  public static LedgerSettings from(Settings settings) {
    return new LedgerSettings(settings.get(ROOT));
  }
}
