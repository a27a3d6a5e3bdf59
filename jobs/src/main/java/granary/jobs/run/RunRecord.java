package granary.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import granary.ledger.LedgerSettings;
import granary.settings.Settings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Which steps of a run are done, in {@code ROOT/_runs/ID.json}. A new state replaces the old one in
 * one rename. Two processes that run the same ID write over each other's states, which is harmless:
 * steps can be repeated. Used by one thread.
 */
final class RunRecord {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * What is kept of a step.
   *
   * @param state where it is
   * @param work what it did, to tell whether the file has changed since
   * @param unknown whether it ended without anybody knowing whether it was done
   * @param ownsOutput whether its output was not there when it began, so that what is there now is
   *     its own
   */
  record Entry(StepState state, String work, boolean unknown, boolean ownsOutput) {}

  private record Content(Map<String, Entry> steps) {}

  private final FileContext files;
  private final Path file;
  private final Map<String, Entry> steps;

  private RunRecord(FileContext files, Path file, Map<String, Entry> steps) {
    this.files = files;
    this.file = file;
    this.steps = new LinkedHashMap<>(steps);
  }

  /**
   * Opens the record of a run; an empty one if there is none yet.
   *
   * @throws UnavailableException if HDFS does not answer or refuses
   */
  static RunRecord open(String run, Settings settings, Configuration hadoop) {
    Path root = new Path(LedgerSettings.from(settings).root());
    try {
      Path qualified = root.getFileSystem(hadoop).makeQualified(root);
      FileContext files = FileContext.getFileContext(qualified.toUri(), hadoop);
      Path file = new Path(qualified, "_runs/" + run + ".json");
      return new RunRecord(files, file, read(files, file));
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot read the state of run " + run + ": " + e.getMessage() + " (" + root + ")", e);
    }
  }

  private static Map<String, Entry> read(FileContext files, Path file) throws IOException {
    try (InputStream in = files.open(file)) {
      return JSON.readValue(in, Content.class).steps();
    } catch (FileNotFoundException e) {
      return Map.of();
    } catch (JsonProcessingException e) {
      throw new InvalidRequestException(
          "Cannot go on with a run: its state is no JSON; delete it to begin anew (" + file + ")",
          e);
    }
  }

  StepState state(String step) {
    Entry entry = steps.get(step);
    return entry == null ? StepState.WAITING : entry.state();
  }

  /** What the step did when it was recorded; an empty text if it never was. */
  String work(String step) {
    Entry entry = steps.get(step);
    return entry == null ? "" : entry.work();
  }

  /** Whether the step was begun, and may have been done or not. */
  boolean isUnsettled(String step) {
    Entry entry = steps.get(step);
    return entry != null
        && (entry.unknown()
            || entry.state() == StepState.RUNNING
            || entry.state() == StepState.INTERRUPTED);
  }

  /** Whether what is now where the step writes to is its own. */
  boolean ownsOutput(String step) {
    Entry entry = steps.get(step);
    return entry != null && entry.ownsOutput();
  }

  void put(String step, Entry entry) {
    steps.put(step, entry);
    Path hidden = new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID());
    try {
      try (OutputStream out =
          files.create(hidden, EnumSet.of(CreateFlag.CREATE), Options.CreateOpts.createParent())) {
        out.write(JSON.writeValueAsBytes(new Content(steps)));
      }
      files.rename(hidden, file, Options.Rename.OVERWRITE);
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot record step " + step + ": " + e.getMessage() + " (" + file + ")", e);
    }
  }
}
