package granary.ingest.json;

import granary.ingest.input.InputFormat;
import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.RecordReader;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.TextValues;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads JSON: lines, each an object, or a document that is one array of objects. {@link JsonFrames}
 * finds the records, {@link JsonRecords} says what values may be. A line that is no JSON is a bad
 * record; a document that is none is refused whole, since no one can say where its next record
 * begins.
 */
public final class JsonReader implements RecordReader {
  private final JsonFrames frames;
  private final JsonRecords records;

  private JsonReader(JsonFrames frames, RecordShape shape, TextValues values) {
    this.frames = frames;
    this.records = new JsonRecords(shape, values);
  }

  /**
   * Reads an open file.
   *
   * @param file its name, for messages
   * @param window its text
   * @param format one of those of JSON
   * @param shape what records are to be
   * @param values the rules for text within strings
   */
  public static JsonReader over(
      String file, TextWindow window, InputFormat format, RecordShape shape, TextValues values)
      throws IOException {
    return new JsonReader(JsonFrames.of(file, window, format), shape, values);
  }

  @Override
  public boolean next(Row row) throws IOException, BadRecordException {
    row.clear();
    if (!frames.next()) {
      return false;
    }
    try {
      records.read(frames.bytes(), frames.start(), frames.stop(), row);
    } catch (BadRecordException e) {
      if (e.reason() == BadRecordReason.MALFORMED_JSON) {
        frames.brokenAt(records.position(), e);
      }
      throw e;
    }
    return true;
  }

  @Override
  public Map<String, Long> ignored() {
    Map<String, Long> ignored = new TreeMap<>();
    records.collectIgnored(ignored);
    return ignored;
  }

  @Override
  public byte[] recordBytes() {
    return frames.recordBytes();
  }

  @Override
  public long recordLine() {
    return frames.line();
  }

  @Override
  public void close() {
    // The text belongs to whoever opened it.
  }
}
