package granary.ingest.infer;

import granary.settings.Setting;
import granary.settings.Settings;
import java.util.List;

/**
 * How much inference looks at.
 *
 * @param sampleRecords records of a sample
 * @param sampleBytes text of a sample
 * @param maxRecordBytes longer records are passed over
 */
public record InferenceSettings(int sampleRecords, long sampleBytes, int maxRecordBytes) {
  public static final Setting<Integer> SAMPLE_RECORDS =
      Setting.integer(
          "infer.sample-records",
          100_000,
          1,
          100_000_000,
          "Records that inference of a schema looks at.");
  public static final Setting<Long> SAMPLE_SIZE =
      Setting.size("infer.sample-size", "64MiB", "Text that inference of a schema looks at.");

  public static List<Setting<?>> all() {
    return List.of(SAMPLE_RECORDS, SAMPLE_SIZE);
  }

  /**
   * The settings.
   *
   * @param maxRecordBytes the longest record that ingest takes
   */
  public static InferenceSettings from(Settings settings, int maxRecordBytes) {
    return new InferenceSettings(
        settings.get(SAMPLE_RECORDS), settings.get(SAMPLE_SIZE), maxRecordBytes);
  }
}
