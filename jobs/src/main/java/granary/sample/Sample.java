package granary.sample;

import granary.failure.InvalidRequestException;
import granary.ingest.input.PlainFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of sample records. The same values give the same bytes.
 *
 * @param kind what kind of records
 * @param rows how many, bad ones included
 * @param seed of all chances
 * @param format {@code csv}, {@code jsonl} or {@code avro}
 * @param badPercent how many of 100 records are bad, by chance
 * @param start the first day of the records' times
 * @param days over how many days they are spread
 */
public record Sample(
    SampleKind kind,
    long rows,
    long seed,
    String format,
    double badPercent,
    LocalDate start,
    int days) {
  private static final int BUFFER_BYTES = 1 << 16;

  public Sample {
    format = format.toLowerCase(Locale.ROOT);
    if (rows < 0 || days < 1 || badPercent < 0 || badPercent > 100) {
      throw new InvalidRequestException(
          "Cannot make a sample: rows from 0, days from 1 and 0% to 100% of bad records were"
              + " expected ("
              + rows
              + ", "
              + days
              + ", "
              + badPercent
              + "%)");
    }
    if (format.equals("avro") && badPercent > 0) {
      throw new InvalidRequestException(
          "Cannot write bad records to an Avro file: its format does not allow any (--bad)");
    }
  }

  /**
   * What was written.
   *
   * @param rows records, bad ones included
   * @param bad how many of them are bad
   * @param bytes the file's length
   * @param out its full URI
   */
  public record Written(long rows, long bad, long bytes, String out) {}

  /**
   * Writes the file under a hidden name, then renames it; an earlier one is replaced. With a name
   * that ends in {@code .gz} it is compressed.
   *
   * @throws IOException if the file system fails
   */
  public Written write(Path out, Configuration hadoop) throws IOException {
    FileSystem fileSystem = PlainFiles.of(out, hadoop);
    if (fileSystem instanceof LocalFileSystem local) {
      // Without the checksum files that Hadoop would lay beside it.
      fileSystem = local.getRawFileSystem();
    }
    Path hidden = new Path(out.getParent(), "_" + out.getName() + ".part");
    long bad;
    try (OutputStream file = fileSystem.create(hidden, true);
        OutputStream buffered = new BufferedOutputStream(file, BUFFER_BYTES);
        SampleWriter writer = writer(compressed(buffered, out.getName()))) {
      bad = writeAll(writer);
    }
    fileSystem.delete(out, false);
    if (!fileSystem.rename(hidden, out)) {
      throw new IOException("Cannot rename " + hidden + " to " + out);
    }
    long bytes = fileSystem.getFileStatus(out).getLen();
    return new Written(rows, bad, bytes, fileSystem.makeQualified(out).toString());
  }

  private long writeAll(SampleWriter writer) throws IOException {
    SampleRecords records = new SampleRecords(kind, new Dice(seed, start, days));
    // Its own chances, so that good records are the same whatever the share of bad ones is.
    SplittableRandom random = new SplittableRandom(~seed);
    long bad = 0;
    for (long number = 0; number < rows; number++) {
      Map<String, @Nullable Object> record = records.next(number);
      if (random.nextDouble() * 100 < badPercent) {
        writer.writeBad(record, (int) (bad++ % 4));
      } else {
        writer.write(record);
      }
    }
    return bad;
  }

  private static OutputStream compressed(OutputStream out, String name) throws IOException {
    return name.endsWith(".gz") ? new GZIPOutputStream(out, BUFFER_BYTES) : out;
  }

  private SampleWriter writer(OutputStream out) throws IOException {
    return switch (format) {
      case "csv" -> new CsvSample(out, kind);
      case "jsonl" -> new JsonSample(out, kind);
      case "avro" -> new AvroSample(out, kind);
      default ->
          throw new InvalidRequestException(
              "Cannot make a sample in format " + format + ": csv, jsonl or avro was expected");
    };
  }
}
