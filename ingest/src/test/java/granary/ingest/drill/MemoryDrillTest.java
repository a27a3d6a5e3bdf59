package granary.ingest.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever comes, a task of 64 MiB of heap writes it or refuses it: each drill is a process whose
 * input, made on the fly, is larger than its heap. {@code -Ddrill.bytes=4294967296} makes that 4
 * GiB; {@code -Ddrill.record-bytes} sets the length of a record that is too long. The figures go to
 * the test's output.
 */
class MemoryDrillTest {
  private static final long BYTES = Long.getLong("drill.bytes", 72L << 20);
  private static final long RECORD_BYTES = Long.getLong("drill.record-bytes", 80L << 20);

  @TempDir Path directory;

  @Test
  void writesCsvThatIsLargerThanTheHeap() throws Exception {
    Map<String, String> came = drill(DrillInput.CSV, BYTES);
    assertThat(came).containsEntry("bad", "{}").containsEntry("partitions", "3");
    assertThat(came.get("written")).isEqualTo(came.get("read"));
  }

  @Test
  void writesJsonLinesThatAreLargerThanTheHeap() throws Exception {
    Map<String, String> came = drill(DrillInput.JSON_LINES, BYTES);
    assertThat(came).containsEntry("bad", "{}").containsEntry("partitions", "3");
    assertThat(came.get("written")).isEqualTo(came.get("read"));
  }

  @Test
  void writesWhatIsPackedToAlmostNothing() throws Exception {
    Map<String, String> came = drill(DrillInput.PACKED_CSV, BYTES);
    assertThat(came).containsEntry("bad", "{}").containsEntry("partitions", "1");
    assertThat(Long.parseLong(came.get("bytes"))).isLessThan(BYTES / 100);
  }

  @Test
  void setsACsvCellAsideThatIsLargerThanTheHeap() throws Exception {
    assertOnlyTheLongOneIsBad(drill(DrillInput.CSV_CELL, RECORD_BYTES), 2);
  }

  @Test
  void setsAJsonStringAsideThatIsLargerThanTheHeap() throws Exception {
    assertOnlyTheLongOneIsBad(drill(DrillInput.JSON_STRING, RECORD_BYTES), 2);
  }

  @Test
  void setsAnElementOfADocumentAsideThatIsLargerThanTheHeap() throws Exception {
    assertOnlyTheLongOneIsBad(drill(DrillInput.JSON_ELEMENT, RECORD_BYTES), 2);
  }

  @Test
  void setsTextWithoutLineEndsAside() throws Exception {
    assertOnlyTheLongOneIsBad(drill(DrillInput.CSV_WITHOUT_LINES, 2 * RECORD_BYTES), 1);
    assertOnlyTheLongOneIsBad(drill(DrillInput.JSON_WITHOUT_LINES, 2 * RECORD_BYTES), 1);
  }

  @Test
  void refusesAvroBlocksThatAreLargerThanTheHeap() throws Exception {
    assertThat(drill(DrillInput.AVRO_STRING, RECORD_BYTES).get("refused"))
        .contains("a block has a length of", "raise ingest.max-record-bytes");
    assertThat(drill(DrillInput.AVRO_CLAIM, (2L << 30) - 100).get("refused"))
        .contains("a block has a length of 2147483", "raise ingest.max-record-bytes");
  }

  @Test
  void writesTenThousandPartitionsAsOneFileEach() throws Exception {
    Map<String, String> came = drill(DrillInput.MANY_DAYS, BYTES / 4);
    assertThat(came)
        .containsEntry("bad", "{}")
        .containsEntry("partitions", "" + DrillInput.DAYS)
        .containsEntry("files", "" + DrillInput.DAYS);
    assertThat(came.get("written")).isEqualTo(came.get("read"));
  }

  private static void assertOnlyTheLongOneIsBad(Map<String, String> came, int good) {
    assertThat(came)
        .containsEntry("bad", "{too-long=1}")
        .containsEntry("written", "" + good)
        .containsEntry("read", "" + (good + 1));
  }

  private Map<String, String> drill(DrillInput input, long bytes) throws Exception {
    Path place = Files.createTempDirectory(directory, "drill");
    Path out = place.resolve("out");
    Path errors = place.resolve("errors");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-cp",
                    System.getProperty("java.class.path"),
                    MemoryDrill.class.getName(),
                    input.name(),
                    Long.toString(bytes),
                    place.toString()))
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile())
            .start();
    int code = process.waitFor();
    assertThat(code).withFailMessage(() -> input + ": " + text(out) + text(errors)).isZero();
    System.out.println(input + " " + Files.readString(out).strip().replace('\n', ' '));
    Map<String, String> came = new HashMap<>();
    for (String line : Files.readAllLines(out)) {
      came.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    }
    return came;
  }

  private static String text(Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return text.substring(0, Math.min(text.length(), 4000));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
