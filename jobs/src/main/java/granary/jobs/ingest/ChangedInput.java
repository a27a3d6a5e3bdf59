package granary.jobs.ingest;

import granary.commit.IngestedInput;
import granary.ingest.input.InputFile;

/**
 * A file that was ingested before with another content. It is another input then, and all of its
 * records are taken, also those that it had before.
 *
 * @param path its full URI
 * @param change {@code grown}, {@code shrunk}, or {@code rewritten} with the same length
 * @param bytesBefore its length when it was ingested
 * @param bytes its length now
 */
public record ChangedInput(String path, String change, long bytesBefore, long bytes) {
  static ChangedInput of(InputFile file, IngestedInput before) {
    int order = Long.compare(file.length(), before.length());
    String change = order > 0 ? "grown" : order < 0 ? "shrunk" : "rewritten";
    return new ChangedInput(file.path(), change, before.length(), file.length());
  }

  /** What the user should know. */
  String note() {
    return path
        + " was ingested before with another content ("
        + change
        + ", from "
        + bytesBefore
        + " to "
        + bytes
        + " bytes); all of its records were taken, also those that were ingested before";
  }
}
