package granary.ingest.quarantine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.Utf8;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sets bad records aside in two files, made when the first one comes: {@code NAME.records} holds
 * their bytes as they came, each with a line end behind it, so that they can be mended and ingested
 * again; {@code NAME.jsonl} holds one object for each, with {@code file}, {@code line} and {@code
 * position} as far as they are known (see {@link RecordPlace}), {@code format, reason, detail}, for
 * the first of a file the {@code header} that its records need, its {@code offset} and {@code
 * length} in the other file, and the record itself: as text in {@code record}, or, where it is not
 * UTF-8, in Base64 in {@code recordBase64}. Owned by one thread.
 */
public final class Quarantine implements Closeable {
  private final FileSystem fileSystem;
  private final Path directory;
  private final String name;
  private final Map<String, Long> counts = new TreeMap<>();
  private @Nullable OutputStream records;
  private @Nullable JsonGenerator index;
  private long offset;
  private long total;
  private String lastFile = "";

  /**
   * A quarantine of one attempt.
   *
   * @param directory the commit's, made when it is needed
   * @param name of the files, without an ending; unique for ever
   */
  public Quarantine(FileSystem fileSystem, Path directory, String name) {
    this.fileSystem = fileSystem;
    this.directory = directory;
    this.name = name;
  }

  /**
   * Where a record comes from.
   *
   * @param place where it was found
   * @param format how the record is written: {@code csv}, {@code tsv} or {@code jsonl}
   * @param header what has to stand before it in a file of its own
   */
  public record Origin(RecordPlace place, String format, Optional<String> header) {}

  /** Sets a record aside. */
  public void add(Origin origin, byte[] record, BadRecordException reason) throws IOException {
    OutputStream out = records;
    JsonGenerator json = index;
    if (out == null || json == null) {
      out = fileSystem.create(new Path(directory, name + ".records"), false);
      records = out;
      OutputStream lines = fileSystem.create(new Path(directory, name + ".jsonl"), false);
      json = new JsonFactory().createGenerator(lines).setRootValueSeparator(null);
      index = json;
    }
    out.write(record);
    out.write('\n');
    json.writeStartObject();
    writeOrigin(origin, json);
    json.writeStringField("reason", reason.reason().code());
    json.writeStringField("detail", reason.detail());
    json.writeNumberField("offset", offset);
    json.writeNumberField("length", record.length);
    if (Utf8.isValid(record, 0, record.length)) {
      json.writeStringField("record", new String(record, StandardCharsets.UTF_8));
    } else {
      json.writeBinaryField("recordBase64", record);
    }
    json.writeEndObject();
    json.writeRaw('\n');
    offset += record.length + 1;
    total++;
    counts.merge(reason.reason().code(), 1L, Long::sum);
  }

  /** The header stands with the first record of a file only. */
  private void writeOrigin(Origin origin, JsonGenerator json) throws IOException {
    RecordPlace place = origin.place();
    json.writeStringField("file", place.file());
    if (place.line().isPresent()) {
      json.writeNumberField("line", place.line().getAsLong());
    }
    if (place.position().isPresent()) {
      json.writeNumberField("position", place.position().getAsLong());
    }
    json.writeStringField("format", origin.format());
    if (!place.file().equals(lastFile) && origin.header().isPresent()) {
      json.writeStringField("header", origin.header().get());
    }
    lastFile = place.file();
  }

  /** How many records were set aside. */
  public long total() {
    return total;
  }

  /** How many, by {@link granary.ingest.record.BadRecordReason#code}. */
  public Map<String, Long> counts() {
    return Map.copyOf(counts);
  }

  /** Closes the files; their full URIs, none if no record was bad. */
  public List<String> finish() throws IOException {
    if (records == null) {
      return List.of();
    }
    close();
    return List.of(
        fileSystem.makeQualified(new Path(directory, name + ".jsonl")).toString(),
        fileSystem.makeQualified(new Path(directory, name + ".records")).toString());
  }

  @Override
  public void close() throws IOException {
    JsonGenerator json = index;
    OutputStream out = records;
    index = null;
    records = null;
    try {
      if (json != null) {
        json.close();
      }
    } finally {
      if (out != null) {
        out.close();
      }
    }
  }
}
