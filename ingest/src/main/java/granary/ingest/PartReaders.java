package granary.ingest;

import granary.ingest.container.AvroFileReader;
import granary.ingest.csv.CsvOptions;
import granary.ingest.csv.CsvParts;
import granary.ingest.csv.CsvReader;
import granary.ingest.input.InputContent;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputPart;
import granary.ingest.input.TextWindow;
import granary.ingest.json.JsonReader;
import granary.ingest.record.RecordReader;
import granary.ingest.record.TextValues;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;

/** Opens readers for files and for parts of files. Immutable. */
final class PartReaders {
  private static final int LINE_BYTES = 1 << 16;

  private final AvroFileReader.Target target;
  private final TextOptions text;
  private final TextValues values;
  private final Configuration hadoop;

  PartReaders(
      AvroFileReader.Target target, TextOptions text, TextValues values, Configuration hadoop) {
    this.target = target;
    this.text = text;
    this.values = values;
    this.hadoop = hadoop;
  }

  /** A reader for what was opened; empty if no record begins in it. */
  Optional<RecordReader> open(InputContent content) throws IOException {
    InputPart part = content.part();
    boolean first = part.start() == 0;
    return switch (part.file().format()) {
      case AVRO -> Optional.of(first ? AvroFileReader.open(content, target) : avro(content));
      case JSON, JSON_OR_JSONL -> Optional.of(json(content));
      case JSONL -> {
        OptionalLong start = first ? OptionalLong.of(0) : behindLine(part);
        if (start.isEmpty()) {
          yield Optional.empty();
        }
        content.startAt(start.getAsLong());
        yield Optional.of(json(content));
      }
      case CSV -> first ? Optional.of(csv(content, text.csv())) : csv(content);
    };
  }

  private RecordReader avro(InputContent content) throws IOException {
    try (InputContent beginning = InputContent.open(content.part().file(), hadoop)) {
      return AvroFileReader.openPart(content, beginning, target);
    }
  }

  /** Behind the first line end from the byte before the part on; empty if it is not in the part. */
  private OptionalLong behindLine(InputPart part) throws IOException {
    for (long at = part.start() - 1; at < part.end() - 1; at += LINE_BYTES) {
      int length = (int) Math.min(LINE_BYTES, part.end() - 1 - at);
      byte[] text = InputContent.sample(part.file(), at, length, hadoop);
      for (int i = 0; i < text.length; i++) {
        if (text[i] == '\n') {
          return OptionalLong.of(at + i + 1);
        }
      }
    }
    return OptionalLong.empty();
  }

  private RecordReader json(InputContent content) throws IOException {
    InputFile file = content.part().file();
    return JsonReader.over(file.path(), window(content), file.format(), target.shape(), values);
  }

  private CsvReader csv(InputContent content, CsvOptions options) throws IOException {
    return CsvReader.over(content.path(), window(content), target.shape(), options, values);
  }

  private TextWindow window(InputContent content) throws IOException {
    return TextWindow.over(content, text.charset(), target.maxRecordBytes());
  }

  private Optional<RecordReader> csv(InputContent content) throws IOException {
    InputPart part = content.part();
    InputFile file = part.file();
    CsvParts.Continuation behind;
    try (InputContent beginning = InputContent.open(file, hadoop)) {
      behind = CsvParts.behindHeader(file.path(), window(beginning), text.csv());
    }
    CsvOptions options = behind.options();
    long before = part.start() - 1;
    byte[] sample = InputContent.sample(file, before, CsvParts.SAMPLE_BYTES, hadoop);
    OptionalInt found = CsvParts.firstRecord(sample, file.path(), options, target.shape());
    if (found.isEmpty() || before + found.getAsInt() >= part.end()) {
      return Optional.empty();
    }
    content.startAt(before + found.getAsInt());
    return Optional.of(behind.reader(content.path(), window(content), target.shape(), values));
  }
}
