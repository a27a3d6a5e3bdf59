package granary.ingest.infer;

import granary.ingest.record.BadRecordException;
import java.util.ArrayList;
import java.util.List;

/** The part of the input that is looked at: how large it is, and what in it was bad. */
final class Sample {
  private static final int SHOWN = 3;

  private final InferenceSettings settings;
  private final ObjectProfile records = new ObjectProfile();
  private final List<String> firstBad = new ArrayList<>();
  private final List<String> doubts = new ArrayList<>();
  private long bad;
  private long bytes;
  private boolean more;

  Sample(InferenceSettings settings) {
    this.settings = settings;
  }

  ObjectProfile records() {
    return records;
  }

  /** Whether nothing more may be looked at. */
  boolean isFull() {
    return records.objects() + bad >= settings.sampleRecords() || bytes >= settings.sampleBytes();
  }

  /** The input goes on behind the sample. */
  void leavesRest() {
    more = true;
  }

  /** Something about a file as a whole is doubtful. */
  void addDoubt(String sentence) {
    doubts.add(sentence);
  }

  /** Whether records came, and every one was bad. */
  boolean isAllBad() {
    return bad > 0 && records.objects() == 0;
  }

  void addBytes(long count) {
    bytes += count;
  }

  void addBad(String file, long line, BadRecordException reason) {
    bad++;
    if (firstBad.size() < SHOWN) {
      firstBad.add(file + ", line " + line + ": " + reason.detail());
    }
  }

  List<String> notes() {
    List<String> notes = new ArrayList<>(doubts);
    if (more) {
      notes.add(
          "Only the first "
              + records.objects()
              + " records were looked at; what comes behind them may be otherwise");
    }
    if (bad > 0) {
      notes.add(
          bad
              + " records were passed over, since they are bad ("
              + String.join("; ", firstBad)
              + ")");
    }
    return notes;
  }
}
