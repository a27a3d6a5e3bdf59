package granary.commit;

/** What a commit does to what is there. */
enum CommitKind {
  /** Adds to it. */
  APPEND,
  /** Replaces the periods of its source that it has files in. */
  OVERWRITE
}
