package granary.catalog;

/** What an inquiry found of a move of a pointer that was sent and not answered. */
sealed interface PointerOutcome {
  /** It was applied. */
  record Landed() implements PointerOutcome {}

  /** It was not applied, and cannot be any more. */
  record NotLanded() implements PointerOutcome {}

  /** It cannot be told. */
  record NotKnown(String reason) implements PointerOutcome {}
}
