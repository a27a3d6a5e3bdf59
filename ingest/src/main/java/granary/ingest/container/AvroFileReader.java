package granary.ingest.container;

import granary.failure.InvalidRequestException;
import granary.ingest.input.InputContent;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.RecordReader;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * Reads the records of an Avro container file. A file that is damaged anywhere is refused whole,
 * with the offset; a record that is sound but does not fit the dataset is a bad one, and comes as
 * JSON. Which values fit which fields, {@link SchemaMatch} says.
 */
public final class AvroFileReader implements RecordReader {
  private static final int LEAST_BLOCK_BYTES = 4 << 20;
  private static final int KEPT_OF_TOO_LONG = 1 << 16;

  /**
   * What records become.
   *
   * @param shape their shape
   * @param schema the schema that it was made from
   * @param zone the zone of times that name none
   * @param maxRecordBytes longer records are bad, and blocks of twice the length refused
   */
  public record Target(RecordShape shape, Schema schema, ZoneId zone, int maxRecordBytes) {}

  private final InputContent content;
  private final ContainerInput in;
  private final ContainerHeader header;
  private final BlockUnpacker unpacker;
  private final Target target;
  private final ValueReading values;
  private final Set<String> ignored;
  private final Skipping skipping;
  private final RecordText text;
  private final int maxBlockBytes;
  private final BinaryCursor cursor = new BinaryCursor();
  private byte[] packed = new byte[0];
  private long recordsLeft;
  private long blockOffset;
  private int recordStart;
  private long from;
  private long number;

  private AvroFileReader(
      InputContent content, ContainerInput in, ContainerHeader header, Target target) {
    this.content = content;
    this.in = in;
    this.header = header;
    this.target = target;
    this.maxBlockBytes = (int) Math.max(LEAST_BLOCK_BYTES, 2L * target.maxRecordBytes());
    if (!BlockUnpacker.CODECS.contains(header.codec())) {
      throw new InvalidRequestException(
          "Cannot ingest "
              + content.path()
              + ": its codec is not one of "
              + BlockUnpacker.CODECS
              + " ("
              + header.codec()
              + ")");
    }
    SchemaMatch match = new SchemaMatch(content.path(), target.shape(), target.zone());
    this.values = match.of(header.schema(), target.schema());
    this.ignored = match.ignored();
    this.skipping = Skipping.of(header.schema());
    this.text = new RecordText(header.schema());
    this.unpacker = new BlockUnpacker(header.codec(), maxBlockBytes);
  }

  /**
   * Reads the blocks of a part that is not the first: those whose sync marker before them begins in
   * it. Values may hold the marker too, and even what looks like a block behind it: whether the
   * first block was found, only the reader of the part before can tell, by where its last one ends.
   *
   * @param content the part; this reader does not close it
   * @param beginning the file from its first byte, for its header
   * @throws InvalidRequestException as with {@link #open}
   */
  public static AvroFileReader openPart(InputContent content, InputContent beginning, Target target)
      throws IOException {
    ContainerInput head = new ContainerInput(beginning, 0);
    try {
      ContainerHeader header = ContainerHeader.read(head);
      long start = Math.max(content.part().start(), header.length() - ContainerHeader.SYNC_BYTES);
      content.startAt(start);
      ContainerInput in = new ContainerInput(content, start);
      boolean any = in.skipBehind(header.sync(), content.part().end());
      AvroFileReader reader = new AvroFileReader(content, in, header, target);
      reader.from = any ? in.offset() : -1;
      return reader;
    } catch (MalformedAvroException e) {
      throw damaged(content, head.offset(), e);
    }
  }

  /** Where the first block begins that is read; -1 if none begins in the part. */
  public long from() {
    return from;
  }

  /** Where the next block begins. */
  public long nextBlockOffset() {
    return in.offset();
  }

  /** Where the block of the last record begins. */
  public long blockOffset() {
    return blockOffset;
  }

  /**
   * Reads an open file from its beginning.
   *
   * @param content the file; this reader does not close it
   * @throws InvalidRequestException if it is no Avro container file, or its schema does not fit
   */
  public static AvroFileReader open(InputContent content, Target target) throws IOException {
    ContainerInput in = new ContainerInput(content, 0);
    try {
      return new AvroFileReader(content, in, ContainerHeader.read(in), target);
    } catch (MalformedAvroException e) {
      throw damaged(content, in.offset(), e);
    }
  }

  /**
   * The schema that an open file was written with.
   *
   * @param content the file, at its beginning; this does not close it
   * @throws InvalidRequestException if it is no Avro container file
   */
  public static Schema schema(InputContent content) throws IOException {
    ContainerInput in = new ContainerInput(content, 0);
    try {
      return ContainerHeader.read(in).schema();
    } catch (MalformedAvroException e) {
      throw damaged(content, in.offset(), e);
    }
  }

  private static InvalidRequestException damaged(
      InputContent content, long offset, MalformedAvroException cause) {
    return new InvalidRequestException(
        "Cannot ingest "
            + content.path()
            + ": its Avro data are damaged or end early ("
            + cause.detail()
            + "; at byte "
            + offset
            + (content.isPacked() ? " of what is packed)" : ")"),
        cause);
  }

  @Override
  public boolean next(Row row) throws IOException, BadRecordException {
    row.clear();
    try {
      while (recordsLeft == 0) {
        if (!nextBlock()) {
          return false;
        }
      }
      recordsLeft--;
      number++;
      recordStart = cursor.position();
      readRecord(row);
      requireWholeBlock();
    } catch (MalformedAvroException e) {
      throw damaged(content, blockOffset, e);
    }
    return true;
  }

  private void readRecord(Row row) throws MalformedAvroException, BadRecordException {
    try {
      values.read(cursor, row);
    } catch (BadRecordException e) {
      cursor.back(recordStart);
      skipping.skip(cursor);
      requireWholeBlock();
      throw e;
    }
    if (cursor.position() - recordStart > target.maxRecordBytes()) {
      requireWholeBlock();
      throw new BadRecordException(BadRecordReason.TOO_LONG, "the record is too long to be kept");
    }
    target.shape().complete(row);
  }

  /** Behind the last record of a block nothing may be left. */
  private void requireWholeBlock() throws MalformedAvroException {
    if (recordsLeft == 0 && cursor.left() > 0) {
      throw new MalformedAvroException(
          "a block has " + cursor.left() + " bytes more than its records");
    }
  }

  private boolean nextBlock() throws IOException, MalformedAvroException {
    boolean behind =
        !content.part().endsFile()
            && in.offset() >= content.part().end() + ContainerHeader.SYNC_BYTES;
    if (from < 0 || behind || in.atEnd()) {
      return false;
    }
    blockOffset = in.offset();
    long count = in.readLong();
    long length = in.readLong();
    if (count < 0 || length < 0) {
      throw new MalformedAvroException("a block's count or length is negative");
    }
    if (length > maxBlockBytes) {
      throw new MalformedAvroException(
          "a block has a length of "
              + length
              + ", and no more than "
              + maxBlockBytes
              + " is read; if the file is sound, raise ingest.max-record-bytes, which is half of"
              + " that");
    }
    if (packed.length < length) {
      packed = new byte[(int) Math.min(maxBlockBytes, Math.max(length, packed.length * 2L))];
    }
    in.read(packed, (int) length);
    byte[] sync = in.read(ContainerHeader.SYNC_BYTES);
    if (!Arrays.equals(sync, header.sync())) {
      throw new MalformedAvroException("a block is not followed by the file's sync marker");
    }
    unpacker.unpack(packed, (int) length);
    cursor.over(unpacker.bytes(), unpacker.length());
    recordsLeft = count;
    if (count == 0) {
      requireWholeBlock();
    }
    return true;
  }

  /** The paths of the file's fields that no field of the dataset takes. */
  @Override
  public Map<String, Long> ignored() {
    Map<String, Long> counted = new TreeMap<>();
    ignored.forEach(path -> counted.put(path, number));
    return counted;
  }

  /** The record as one line of JSON. */
  @Override
  public byte[] recordBytes() {
    int kept = Math.min(target.maxRecordBytes(), maxBlockBytes);
    byte[] json = text.of(cursor.bytes(), recordStart, cursor.position());
    return json.length > kept ? Arrays.copyOf(json, KEPT_OF_TOO_LONG) : json;
  }

  /** The number of the record, from 1: the line that it would be on, were they lines. */
  @Override
  public long recordLine() {
    return number;
  }

  @Override
  public void close() {
    unpacker.close();
  }
}
