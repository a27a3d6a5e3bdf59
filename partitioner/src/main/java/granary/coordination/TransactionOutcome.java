package granary.coordination;

/** What is known of a transaction after it was sent once. */
public sealed interface TransactionOutcome {
  /** Every step was applied. */
  record Applied() implements TransactionOutcome {}

  /**
   * No step was applied, and none ever will be.
   *
   * @param step the first step that did not hold, from 0
   * @param reason why
   */
  record Refused(int step, Reason reason) implements TransactionOutcome {}

  /**
   * No answer came. It may have been applied, or may still be, until the session's end.
   *
   * @param cause how the connection was lost
   */
  record Unknown(Exception cause) implements TransactionOutcome {}

  /** Why a step did not hold. */
  enum Reason {
    /** The node has another version. */
    VERSION,
    /** The node, or the one above it, is not there. */
    MISSING,
    /** The node is there already. */
    EXISTS,
    /** The node has children. */
    NOT_EMPTY
  }
}
