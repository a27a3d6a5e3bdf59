package granary.attempt;

/** How an attempt ended that was able to say so. */
public sealed interface AttemptOutcome {
  /** It did its work; the result counts once the job's owner has taken it. */
  record Succeeded(String result) implements AttemptOutcome {}

  /**
   * It failed.
   *
   * @param kind whether another attempt makes sense
   * @param message one line for the user
   */
  record Failed(FailureKind kind, String message) implements AttemptOutcome {}

  /** It was told to stop, and stopped. */
  record Cancelled() implements AttemptOutcome {}
}
