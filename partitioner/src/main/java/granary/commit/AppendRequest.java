package granary.commit;

import granary.dataset.DatasetName;
import granary.dataset.SourceName;
import java.util.List;
import java.util.Map;

/**
 * What one append adds, all or nothing.
 *
 * @param dataset the dataset
 * @param datasetUuid the incarnation that the files were written for: a dataset that was dropped
 *     and created again refuses them
 * @param id the commit's ID
 * @param source the source that the inputs came from
 * @param files what to publish; may be empty, when every record of the inputs was bad
 * @param inputs what the files were made from; recorded so that they are not taken again
 * @param positionsVersion the version of the source's positions that the inputs were checked
 *     against
 * @param summary further entries of the snapshot's summary, such as {@code granary.rows-read}
 */
public record AppendRequest(
    DatasetName dataset,
    String datasetUuid,
    CommitId id,
    SourceName source,
    List<StagedFile> files,
    List<IngestedInput> inputs,
    int positionsVersion,
    Map<String, String> summary) {
  public AppendRequest {
    files = List.copyOf(files);
    inputs = List.copyOf(inputs);
    summary = Map.copyOf(summary);
  }
}
