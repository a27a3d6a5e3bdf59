package granary.jobs.ingest;

import granary.ingest.IngestSettings;
import granary.ingest.InputWriter;
import granary.ingest.WriteOrder;
import granary.ingest.WritePlace;
import granary.ingest.WriteResult;
import granary.ingest.input.InputPart;
import granary.job.Task;
import granary.job.TaskContext;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** Writes the records of a group of files; see {@link InputWriter}. Runs in an executor. */
public final class WriteTask implements Task {
  private static final int MAX_INLINE_CHARACTERS = 256 * 1024;

  /** With more files and inputs than these the result is long, and better never one string. */
  private static final int MAX_INLINE_ENTRIES = 1000;

  /**
   * What the task is given.
   *
   * @param order what all tasks have to know
   * @param inputs this one's files and parts of files
   */
  record Payload(WriteOrder order, List<InputPart> inputs) {}

  /**
   * What the task returns.
   *
   * @param inline a {@link WriteResult} as JSON, if it is short
   * @param file else the file in the job's directory that holds it
   */
  record Result(Optional<String> inline, Optional<String> file) {}

  public WriteTask() {}

  @Override
  public String run(TaskContext context) throws Exception {
    Payload payload = IngestJson.read(context.payload(), Payload.class);
    WritePlace place =
        new WritePlace(context.localDirectory(), payload.order().uniqueName(context.attemptName()));
    WriteResult result;
    try (InputWriter writer =
        new InputWriter(
            payload.order(),
            IngestSettings.from(context.settings()),
            context.hadoop(),
            place,
            context::progress)) {
      for (InputPart input : payload.inputs()) {
        writer.write(input);
      }
      result = writer.finish();
    }
    int entries = result.files().size() + result.inputs().size() + result.parts().size();
    if (entries <= MAX_INLINE_ENTRIES) {
      String text = IngestJson.write(result);
      if (text.length() <= MAX_INLINE_CHARACTERS) {
        return IngestJson.write(new Result(Optional.of(text), Optional.empty()));
      }
    }
    Path file = new Path(context.jobDirectory(), "written-" + context.attemptName() + ".json");
    try (OutputStream out = file.getFileSystem(context.hadoop()).create(file, false)) {
      IngestJson.write(result, out);
    }
    return IngestJson.write(new Result(Optional.empty(), Optional.of(file.toString())));
  }
}
