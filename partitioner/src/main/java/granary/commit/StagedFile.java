package granary.commit;

import granary.dataset.PartitionKey;
import java.util.List;

/**
 * A closed Avro file under a hidden name, ready to be published.
 *
 * @param partition where it belongs
 * @param stagedPath where it lies now: a full URI below the commit's staging directory
 * @param fileName the name that it gets in the partition's directory; unique for ever, so it holds
 *     the commit ID, the task and the attempt
 * @param rows how many records it holds
 * @param bytes its length
 * @param statistics one entry for each leaf field
 */
public record StagedFile(
    PartitionKey partition,
    String stagedPath,
    String fileName,
    long rows,
    long bytes,
    List<FieldStatistics> statistics) {
  public StagedFile {
    statistics = List.copyOf(statistics);
  }
}
