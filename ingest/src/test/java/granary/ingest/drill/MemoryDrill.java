package granary.ingest.drill;

import granary.commit.CommitId;
import granary.commit.StagedFile;
import granary.dataset.Grain;
import granary.dataset.SourceName;
import granary.dataset.TimeField;
import granary.failure.InvalidRequestException;
import granary.ingest.IngestSettings;
import granary.ingest.InputWriter;
import granary.ingest.TextOptions;
import granary.ingest.WriteOrder;
import granary.ingest.WritePlace;
import granary.ingest.WriteResult;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputListing;
import granary.ingest.input.InputPart;
import granary.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * One drill, in a process of its own so that its heap is small: writes an input that is made on the
 * fly, as a task does, and prints what came of it as {@code key=value}. Arguments: a {@link
 * DrillInput}, its length, a directory.
 */
public final class MemoryDrill {
  private MemoryDrill() {}

  public static void main(String[] args) throws IOException {
    Configuration hadoop = new Configuration();
    DrillInput input = DrillInput.valueOf(args[0]);
    MadeBytes content = input.make(Long.parseLong(args[1]));
    String name = MadeFileSystem.put("input", content, hadoop);
    Path directory = Path.of(args[2]);
    long started = System.nanoTime();
    try {
      WriteResult result = write(name, input, directory, hadoop);
      print("read", result.rowsRead());
      print("written", result.rowsWritten());
      print("bad", result.badRecords());
      print("files", result.files().size());
      print("partitions", result.files().stream().map(StagedFile::partition).distinct().count());
    } catch (InvalidRequestException e) {
      print("refused", String.valueOf(e.getMessage()));
    }
    print("bytes", content.length());
    print("millis", Duration.ofNanos(System.nanoTime() - started).toMillis());
  }

  private static WriteResult write(
      String name, DrillInput input, Path directory, Configuration hadoop) throws IOException {
    WriteOrder order =
        new WriteOrder(
            "made:/granary/type=t",
            DrillInput.SCHEMA,
            Optional.of(new TimeField("at", Optional.empty())),
            Grain.DAY,
            "UTC",
            new SourceName("s"),
            new CommitId("drill"),
            "r1",
            TextOptions.DEFAULT,
            Long.MAX_VALUE);
    IngestSettings settings =
        IngestSettings.from(
            Settings.received(
                Map.of("ingest.buffer-memory", "8MiB", "ingest.max-record-bytes", "4MiB")));
    WritePlace place =
        new WritePlace(Files.createDirectories(directory.resolve("local")), "drill-0");
    try (InputWriter writer =
        new InputWriter(order, settings, hadoop, place, (records, bytes) -> {})) {
      for (InputFile file :
          new InputListing(hadoop, directory).files(List.of(name), Optional.of(input.format()))) {
        writer.write(InputPart.whole(file));
      }
      return writer.finish();
    }
  }

  private static void print(String key, Object value) {
    System.out.println(key + "=" + value);
  }
}
