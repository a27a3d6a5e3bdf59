package granary.ledger;

import java.util.Optional;

/**
 * What a drop came to.
 *
 * @param files the directory that the dataset's files are in now; empty if they are deleted
 * @param begunBefore whether the dataset was gone already, and this finished what a process had
 *     left that died while it dropped it
 */
public record DroppedDataset(Optional<String> files, boolean begunBefore) {}
