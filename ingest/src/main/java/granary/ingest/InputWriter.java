package granary.ingest;

import granary.commit.IngestedInput;
import granary.commit.StagedFile;
import granary.dataset.Frequency;
import granary.dataset.PartitionKey;
import granary.dataset.Period;
import granary.failure.InvalidRequestException;
import granary.ingest.avro.BlockCodec;
import granary.ingest.avro.PartitionFiles;
import granary.ingest.avro.StagingTarget;
import granary.ingest.avro.WriteLimits;
import granary.ingest.container.AvroFileReader;
import granary.ingest.csv.CsvReader;
import granary.ingest.input.InputContent;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputFormat;
import granary.ingest.input.TextWindow;
import granary.ingest.json.JsonReader;
import granary.ingest.quarantine.Quarantine;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.RecordReader;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.TextValues;
import java.io.Closeable;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes the records of input files into files of their partitions, staged for a commit, and sets
 * the bad ones aside. Records stream: memory does not grow with the input. Runs in an executor or
 * with local execution; owned by one thread. Nothing of it is visible; an attempt that fails leaves
 * garbage below the commit's staging and quarantine directories.
 */
public final class InputWriter implements Closeable {
  private static final int PROGRESS_RECORDS = 4096;

  private final WriteOrder order;
  private final IngestSettings settings;
  private final Configuration hadoop;
  private final IngestProgress progress;
  private final Schema fileSchema;
  private final ZoneId zone;
  private final RecordShape shape;
  private final EventTime eventTime;
  private final TextValues values;
  private final PartitionFiles files;
  private final Quarantine quarantine;
  private final Row row;
  private final Map<Period, PartitionKey> keys = new HashMap<>();
  private final List<IngestedInput> inputs = new ArrayList<>();
  private final Map<String, Long> ignored = new TreeMap<>();
  private long rowsRead;
  private long toldRecords;
  private long toldBytes;

  /**
   * A writer for one attempt.
   *
   * @param order what is to be written
   * @param settings how
   * @param hadoop the cluster's configuration
   * @param place where this attempt may write
   * @param progress is told of records and bytes
   */
  public InputWriter(
      WriteOrder order,
      IngestSettings settings,
      Configuration hadoop,
      WritePlace place,
      IngestProgress progress)
      throws IOException {
    this.order = order;
    this.settings = settings;
    this.hadoop = hadoop;
    this.progress = progress;
    fileSchema = new Schema.Parser().parse(order.fileSchema());
    zone = ZoneId.of(order.zone());
    shape = RecordShape.of(fileSchema);
    eventTime = new EventTime(shape, order.timeField(), order.grain(), zone);
    values = new TextValues(zone);
    row = shape.newRow();
    Path staging = new Path(order.stagingDirectory());
    FileSystem fileSystem = staging.getFileSystem(hadoop);
    files =
        new PartitionFiles(
            fileSchema,
            BlockCodec.of(settings.codec(), settings.codecLevel()),
            place.localDirectory(),
            new StagingTarget(fileSystem, staging, place.uniqueName()),
            new WriteLimits(
                settings.targetFileBytes(),
                settings.blockBytes(),
                settings.bufferBytes(),
                settings.maxPartitions()));
    quarantine =
        new Quarantine(fileSystem, new Path(order.quarantineDirectory()), place.uniqueName());
  }

  /**
   * Writes the records of one file.
   *
   * @throws InvalidRequestException if the file does not fit the dataset, is damaged or changed, or
   *     there are more bad records than allowed
   * @throws IOException if the local disk or the cluster fails
   */
  public void write(InputFile file) throws IOException {
    toldBytes = 0;
    try (InputContent content = InputContent.open(file, hadoop);
        RecordReader reader = open(file, content)) {
      while (writeNext(file, reader)) {
        if (++rowsRead - toldRecords >= PROGRESS_RECORDS) {
          tell(content);
        }
      }
      reader.ignored().forEach((name, records) -> ignored.merge(name, records, Long::sum));
      String digest = content.finish();
      tell(content);
      inputs.add(new IngestedInput(file.path(), file.length(), file.modifiedMs(), digest));
    }
  }

  private void tell(InputContent content) {
    long bytes = content.storedBytesRead();
    progress.advanced(rowsRead - toldRecords, bytes - toldBytes);
    toldRecords = rowsRead;
    toldBytes = bytes;
  }

  private RecordReader open(InputFile file, InputContent content) throws IOException {
    return switch (file.format()) {
      case CSV -> CsvReader.over(file.path(), text(content), shape, order.text().csv(), values);
      case JSONL, JSON, JSON_OR_JSONL ->
          JsonReader.over(file.path(), text(content), file.format(), shape, values);
      case AVRO ->
          AvroFileReader.open(
              content,
              new AvroFileReader.Target(shape, fileSchema, zone, settings.maxRecordBytes()));
    };
  }

  private TextWindow text(InputContent content) throws IOException {
    return TextWindow.over(content, order.text().charset(), settings.maxRecordBytes());
  }

  private boolean writeNext(InputFile file, RecordReader reader) throws IOException {
    try {
      if (!reader.next(row)) {
        return false;
      }
      files.add(key(eventTime.period(row)), row);
    } catch (BadRecordException e) {
      if (quarantine.total() >= order.maxBad()) {
        throw new InvalidRequestException(
            "Cannot ingest "
                + file.path()
                + ": more than "
                + order.maxBad()
                + " records are bad; line "
                + reader.recordLine()
                + ": "
                + e.detail()
                + " ("
                + e.reason().code()
                + ")",
            e);
      }
      String format = file.format() == InputFormat.CSV ? "csv" : "jsonl";
      quarantine.add(
          new Quarantine.Origin(file.path(), reader.recordLine(), format, reader.header()),
          reader.recordBytes(),
          e);
    }
    return true;
  }

  private PartitionKey key(Period period) {
    return keys.computeIfAbsent(
        period, found -> new PartitionKey(order.source(), Frequency.HOT, found));
  }

  /** Finishes all files; what was written. */
  public WriteResult finish() throws IOException {
    List<StagedFile> staged = files.finish();
    return new WriteResult(
        staged,
        inputs,
        rowsRead,
        staged.stream().mapToLong(StagedFile::rows).sum(),
        quarantine.counts(),
        quarantine.finish(),
        ignored);
  }

  @Override
  public void close() throws IOException {
    try {
      files.close();
    } finally {
      quarantine.close();
    }
  }
}
