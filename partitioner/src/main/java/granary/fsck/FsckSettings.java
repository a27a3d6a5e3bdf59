package granary.fsck;

import granary.settings.Setting;
import granary.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How a check judges.
 *
 * @param leftoverAge what was staged longer ago, and belongs to no commit under way, is garbage
 */
public record FsckSettings(Duration leftoverAge) {
  public static final Setting<Duration> LEFTOVER_AGE =
      Setting.duration(
          "fsck.leftover-age",
          "7d",
          "What was staged longer ago than this, and was not committed, fsck takes for garbage.");

  public static List<Setting<?>> all() {
    return List.of(LEFTOVER_AGE);
  }

  public static FsckSettings from(Settings settings) {
    return new FsckSettings(settings.get(LEFTOVER_AGE));
  }
}
