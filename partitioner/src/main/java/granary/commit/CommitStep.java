package granary.commit;

/** The boundaries between the steps of a commit, in order. */
public enum CommitStep {
  /** The staged files are there with the right length. */
  VERIFIED,
  /** What the decision needs is in HDFS; nothing is decided. */
  PREPARED,
  /** The deciding transaction was applied: the commit will be finished. */
  DECIDED,
  /** One file, of perhaps many, was renamed into place. */
  FILE_RENAMED,
  /** All files are in place. */
  RENAMED,
  /** The ledger's pointer moved and the intent is gone. */
  COMMITTED,
  /** What the commit left over is removed. */
  CLEARED
}
