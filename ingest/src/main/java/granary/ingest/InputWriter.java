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
import granary.ingest.input.ContentDigest;
import granary.ingest.input.InputContent;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputFormat;
import granary.ingest.input.InputPart;
import granary.ingest.input.ReadPart;
import granary.ingest.quarantine.Quarantine;
import granary.ingest.quarantine.RecordPlace;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.RecordReader;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.TextValues;
import java.io.Closeable;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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
  private static final int MAX_DOUBTS = 10;

  private final WriteOrder order;
  private final Configuration hadoop;
  private final IngestProgress progress;
  private final EventTime eventTime;
  private final PartReaders readers;
  private final PartitionFiles files;
  private final Quarantine quarantine;
  private final Row row;

  /** By identity, since this is asked for every row. */
  private final IdentityHashMap<Period, PartitionKey> keys = new IdentityHashMap<>();

  private final List<IngestedInput> inputs = new ArrayList<>();
  private final Map<String, Long> ignored = new TreeMap<>();
  private final List<String> doubts = new ArrayList<>();
  private final List<ReadPart> parts = new ArrayList<>();

  /** Whether what was set aside may be no records; then the commit sees whether it is too much. */
  private boolean misread;

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
    this.hadoop = hadoop;
    this.progress = progress;
    Schema fileSchema = new Schema.Parser().parse(order.fileSchema());
    ZoneId zone = ZoneId.of(order.zone());
    RecordShape shape = RecordShape.of(fileSchema);
    eventTime = new EventTime(shape, order.timeField(), order.grain(), zone);
    AvroFileReader.Target target =
        new AvroFileReader.Target(shape, fileSchema, zone, settings.maxRecordBytes());
    readers = new PartReaders(target, order.text(), new TextValues(zone), hadoop);
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
   * Writes the records that begin in a part of a file. Where the first one begins is a guess in
   * some parts; of these the result tells what else would be thrown.
   *
   * @throws InvalidRequestException if the file does not fit the dataset, is damaged or changed, or
   *     there are more bad records than allowed
   * @throws IOException if the local disk or the cluster fails
   */
  public void write(InputPart part) throws IOException {
    toldBytes = 0;
    InputFile file = part.file();
    try (InputContent content = InputContent.open(part, hadoop)) {
      Optional<RecordReader> found = readers.open(content);
      Extent extent = found.isPresent() ? read(content, found.get()) : Extent.NOTHING;
      List<String> chunks = content.finish();
      tell(content);
      if (part.coversFile()) {
        String digest = ContentDigest.of(chunks);
        inputs.add(new IngestedInput(file.path(), file.length(), file.modifiedMs(), digest));
      } else {
        long from = part.start() == 0 ? 0 : extent.from();
        parts.add(new ReadPart(part, from, extent.to(), chunks, extent.fault()));
      }
    }
  }

  /** What a part came to; see {@link ReadPart}. */
  private record Extent(long from, long to, Optional<String> fault) {
    static final Extent NOTHING = new Extent(-1, -1, Optional.empty());
  }

  private Extent read(InputContent content, RecordReader opened) throws IOException {
    try (RecordReader reader = opened) {
      boolean guessed = isGuessed(content.part());
      long badBefore = quarantine.total();
      long from = reader instanceof AvroFileReader avro ? avro.from() : content.nextRecord();
      Optional<String> fault = Optional.empty();
      try {
        writeAll(content, reader);
      } catch (InvalidRequestException e) {
        if (!guessed) {
          throw e;
        }
        // Of records that are none, perhaps: the commit knows, which sees the part before too.
        fault = Optional.of(String.valueOf(e.getMessage()));
      }
      misread |= guessed && (fault.isPresent() || quarantine.total() > badBefore);
      long to =
          reader instanceof AvroFileReader avro ? avro.nextBlockOffset() : content.nextRecord();
      return new Extent(from, from < 0 || fault.isPresent() ? -1 : to, fault);
    }
  }

  /** Whether where the part's first record begins is not certain; in JSON lines it is. */
  private static boolean isGuessed(InputPart part) {
    InputFormat format = part.file().format();
    return part.start() > 0 && (format == InputFormat.CSV || format == InputFormat.AVRO);
  }

  private void writeAll(InputContent content, RecordReader reader) throws IOException {
    while (writeNext(content, reader)) {
      if (++rowsRead - toldRecords >= PROGRESS_RECORDS) {
        tell(content);
      }
    }
    reader.ignored().forEach((name, records) -> ignored.merge(name, records, Long::sum));
    if (doubts.size() < MAX_DOUBTS) {
      reader.doubt().ifPresent(doubt -> doubts.add(content.path() + ": " + doubt));
    }
  }

  private void tell(InputContent content) {
    long bytes = content.storedBytesRead();
    progress.advanced(rowsRead - toldRecords, bytes - toldBytes);
    toldRecords = rowsRead;
    toldBytes = bytes;
  }

  private boolean writeNext(InputContent content, RecordReader reader) throws IOException {
    try {
      if (!reader.next(row)) {
        return false;
      }
      files.add(key(eventTime.period(row)), row);
    } catch (BadRecordException e) {
      RecordPlace place = place(content, reader);
      if (!misread && quarantine.total() >= order.maxBad()) {
        throw new InvalidRequestException(
            "Cannot ingest "
                + place.file()
                + ": more than "
                + order.maxBad()
                + " records are bad; "
                + place.words()
                + ": "
                + e.detail()
                + " ("
                + e.reason().code()
                + ")",
            e);
      }
      boolean isCsv = content.part().file().format() == InputFormat.CSV;
      String format = isCsv ? order.text().csv().syntax().formatOf(content.path()) : "jsonl";
      quarantine.add(
          new Quarantine.Origin(place, format, reader.header()), reader.recordBytes(), e);
    }
    return true;
  }

  /** In a part that does not begin with the file, nobody knows how many lines came before. */
  private static RecordPlace place(InputContent content, RecordReader reader) {
    boolean isAvro = reader instanceof AvroFileReader;
    long offset = reader instanceof AvroFileReader avro ? avro.blockOffset() : content.lastRecord();
    boolean known = !content.isPacked() && (isAvro || content.hasOffsets());
    OptionalLong line =
        content.part().start() == 0 ? OptionalLong.of(reader.recordLine()) : OptionalLong.empty();
    return new RecordPlace(
        content.path(), line, known ? OptionalLong.of(offset) : OptionalLong.empty());
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
        parts,
        rowsRead,
        staged.stream().mapToLong(StagedFile::rows).sum(),
        quarantine.counts(),
        quarantine.finish(),
        ignored,
        doubts);
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
