package granary.coordination;

/** How new what is read must be. */
public enum Freshness {
  /** As it is after every write that was acknowledged to anyone before the call. */
  LATEST,
  /**
   * Not older than anything that the same session has read or written before. Cheaper, and enough
   * for all but the first look of an operation.
   */
  SESSION
}
