package granary.engine;

import java.util.Map;

/**
 * A part of an Avro file: the blocks whose preceding sync marker begins in its range.
 *
 * @param file a full URI
 * @param start the first byte
 * @param length how many bytes
 * @param rows about how many records it holds
 * @param partition the values of the partition's columns as text, by column: {@code day} to {@code
 *     2026-11-22}
 */
public record Split(
    String file, long start, long length, long rows, Map<String, String> partition) {
  public Split {
    partition = Map.copyOf(partition);
  }
}
