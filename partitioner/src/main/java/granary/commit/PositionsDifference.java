package granary.commit;

import granary.dataset.SourceName;

/**
 * How a source's positions differ from what its commits were made from.
 *
 * @param source the source
 * @param missing inputs that are in the dataset and not in the positions: they would be ingested
 *     again
 * @param unknown inputs that are in the positions and in no commit: they would be left out
 * @param detail an example, or why the positions cannot be read
 * @param repaired whether the positions were made anew
 */
public record PositionsDifference(
    SourceName source, long missing, long unknown, String detail, boolean repaired) {}
