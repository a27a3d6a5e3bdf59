package granary.fsck;

import granary.dataset.DatasetName;

/**
 * What to check.
 *
 * @param dataset the dataset
 * @param repair whether what can be repaired is
 * @param deep whether every block of every live file is read
 */
public record FsckRequest(DatasetName dataset, boolean repair, boolean deep) {}
