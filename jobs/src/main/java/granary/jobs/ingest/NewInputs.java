package granary.jobs.ingest;

import granary.commit.IngestedInput;
import granary.commit.Positions;
import granary.failure.UnavailableException;
import granary.ingest.input.InputContent;
import granary.ingest.input.InputFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Which input files have not been ingested yet. Length and modification time unchanged mean that a
 * file is; with the same length and another time its digest decides.
 *
 * @param files those to ingest
 * @param known how many are ingested already
 * @param changed those of {@code files} that were ingested before with another content
 */
record NewInputs(List<InputFile> files, int known, List<ChangedInput> changed) {
  private static final int BATCH = 10_000;

  static NewInputs of(List<InputFile> all, Positions positions, Configuration hadoop) {
    List<InputFile> files = new ArrayList<>();
    List<ChangedInput> changed = new ArrayList<>();
    for (int from = 0; from < all.size(); from += BATCH) {
      List<InputFile> batch = all.subList(from, Math.min(from + BATCH, all.size()));
      Map<String, IngestedInput> found =
          positions.find(batch.stream().map(InputFile::path).toList());
      for (InputFile file : batch) {
        IngestedInput before = found.get(file.path());
        if (before == null) {
          files.add(file);
        } else if (!isSame(file, before, hadoop)) {
          files.add(file);
          changed.add(ChangedInput.of(file, before));
        }
      }
    }
    return new NewInputs(files, all.size() - files.size(), changed);
  }

  /** All of them, whether they were ingested before or not. */
  static NewInputs all(List<InputFile> files) {
    return new NewInputs(files, 0, List.of());
  }

  private static boolean isSame(InputFile file, IngestedInput before, Configuration hadoop) {
    if (file.length() != before.length()) {
      return false;
    }
    if (file.modifiedMs() == before.modifiedMs()) {
      return true;
    }
    try {
      return InputContent.digest(file, before.digest(), hadoop).equals(before.digest());
    } catch (IOException e) {
      throw new UnavailableException("Cannot read " + file.path() + ": " + e.getMessage(), e);
    }
  }
}
