package granary.ingest;

import granary.ingest.avro.BlockCodec;
import granary.settings.Setting;
import granary.settings.Settings;
import java.util.List;

/**
 * How ingest works.
 *
 * @param codec compresses the blocks of files, by its name in Avro
 * @param codecLevel how hard it tries
 * @param targetFileBytes a file is closed once it is as large
 * @param blockBytes rows of a block before compression
 * @param bufferBytes rows of all partitions that a task keeps in memory
 * @param maxRecordBytes longer records are bad
 * @param maxPartitions more in one task is taken for a mistake
 * @param taskBytes input of one task, unless a single file is larger
 * @param taskFiles files of one task, if they are small
 */
public record IngestSettings(
    String codec,
    int codecLevel,
    long targetFileBytes,
    int blockBytes,
    long bufferBytes,
    int maxRecordBytes,
    int maxPartitions,
    long taskBytes,
    int taskFiles) {
  public static final Setting<String> CODEC =
      new Setting<>(
          "ingest.codec",
          "zstandard",
          "Codec of the Avro files that ingest writes: zstandard, snappy, deflate or uncompressed.",
          IngestSettings::codecName);
  public static final Setting<Integer> CODEC_LEVEL =
      Setting.integer("ingest.codec-level", 3, 1, 19, "How hard zstandard or deflate tries.");
  public static final Setting<Long> TARGET_FILE_SIZE =
      Setting.size(
          "ingest.target-file-size", "128MiB", "A data file is closed once it is as large.");
  public static final Setting<Long> BLOCK_SIZE =
      bounded("ingest.block-size", "256KiB", 1 << 30, "Rows of an Avro block, uncompressed.");
  public static final Setting<Long> BUFFER_MEMORY =
      Setting.size(
          "ingest.buffer-memory",
          "64MiB",
          "Memory of a task for rows that are not in a block yet, of all partitions together.");
  public static final Setting<Long> MAX_RECORD_BYTES =
      bounded(
          "ingest.max-record-bytes",
          "16MiB",
          1 << 29,
          "Longer records go to the quarantine, of which only the beginning is kept.");
  public static final Setting<Integer> MAX_PARTITIONS =
      Setting.integer(
          "ingest.max-partitions",
          10_000,
          1,
          1_000_000,
          "More partitions in one task are taken for a wrong time field, and the ingest fails.");
  public static final Setting<Long> TASK_SIZE =
      Setting.size("ingest.task-size", "128MiB", "Input of one task, unless a file is larger.");
  public static final Setting<Integer> TASK_FILES =
      Setting.integer(
          "ingest.task-files", 10_000, 1, 100_000, "Files of one task, if they are small.");

  public static List<Setting<?>> all() {
    return List.of(
        CODEC,
        CODEC_LEVEL,
        TARGET_FILE_SIZE,
        BLOCK_SIZE,
        BUFFER_MEMORY,
        MAX_RECORD_BYTES,
        MAX_PARTITIONS,
        TASK_SIZE,
        TASK_FILES);
  }

  public static IngestSettings from(Settings settings) {
    return new IngestSettings(
        settings.get(CODEC),
        settings.get(CODEC_LEVEL),
        settings.get(TARGET_FILE_SIZE),
        settings.get(BLOCK_SIZE).intValue(),
        settings.get(BUFFER_MEMORY),
        settings.get(MAX_RECORD_BYTES).intValue(),
        settings.get(MAX_PARTITIONS),
        settings.get(TASK_SIZE),
        settings.get(TASK_FILES));
  }

  private static String codecName(String text) {
    // Avro calls it null, which says little to people.
    String name = text.equals("uncompressed") ? "null" : text;
    if (!BlockCodec.NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "one of zstandard, snappy, deflate and uncompressed was expected");
    }
    return name;
  }

  private static Setting<Long> bounded(String key, String value, long max, String description) {
    return new Setting<>(
        key,
        value,
        description,
        text -> {
          long size = Setting.parseSize(text);
          if (size < 1024 || size > max) {
            throw new IllegalArgumentException(
                "a size from 1KiB to " + (max >> 20) + "MiB was expected");
          }
          return size;
        });
  }
}
