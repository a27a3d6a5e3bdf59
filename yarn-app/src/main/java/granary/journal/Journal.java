package granary.journal;

/** Where a job's master writes what it decides. Returns at once; order is kept. */
public interface Journal {
  void append(JournalRecord record);

  /**
   * Writes the results of a stage behind all records before; {@code then} is called from another
   * thread when they are in place.
   */
  void stageEnded(int stage, java.util.List<String> results, Runnable then);
}
