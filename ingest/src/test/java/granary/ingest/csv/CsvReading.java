package granary.ingest.csv;

import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.FieldType;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.TextValues;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/**
 * Reads CSV as tests show it: a row's cells between bars, a bad record with its line and reason.
 */
final class CsvReading {
  static final Schema AB =
      SchemaBuilder.record("r").fields().optionalString("a").optionalString("b").endRecord();

  private CsvReading() {}

  static List<String> read(String text) {
    return read(text, 1 << 20);
  }

  static List<String> details(String text) {
    List<String> details = new ArrayList<>();
    RecordShape shape = RecordShape.of(AB);
    TextWindow window =
        new TextWindow(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))::read, 99);
    CsvReader reader = over(window, shape, CsvOptions.DEFAULT);
    while (true) {
      try {
        if (!reader.next(shape.newRow())) {
          return details;
        }
      } catch (BadRecordException e) {
        details.add(e.detail());
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  static CsvReader over(TextWindow window, RecordShape shape, CsvOptions options) {
    try {
      return CsvReader.over("file.csv", window, shape, options, new TextValues(ZoneOffset.UTC));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static List<String> read(String text, int maxRecordBytes) {
    return read(text, AB, CsvOptions.DEFAULT, maxRecordBytes);
  }

  static List<String> read(String text, Schema schema, CsvOptions options, int maxRecordBytes) {
    return read(
        text.getBytes(StandardCharsets.UTF_8), schema, options, maxRecordBytes, new Random(7));
  }

  static List<String> read(
      byte[] text, Schema schema, CsvOptions options, int maxRecordBytes, Random chunks) {
    ByteArrayInputStream in = new ByteArrayInputStream(text);
    TextWindow window =
        new TextWindow(
            (target, offset, length) ->
                in.read(target, offset, Math.min(length, 1 + chunks.nextInt(9))),
            maxRecordBytes);
    RecordShape shape = RecordShape.of(schema);
    CsvReader reader = over(window, shape, options);
    Row row = shape.newRow();
    List<String> rows = new ArrayList<>();
    while (true) {
      try {
        if (!reader.next(row)) {
          return rows;
        }
        rows.add(text(shape, row));
      } catch (BadRecordException e) {
        rows.add(
            "!"
                + reader.recordLine()
                + " "
                + e.reason().code()
                + " "
                + new String(reader.recordBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  static String text(RecordShape shape, Row row) {
    List<String> cells = new ArrayList<>();
    for (int slot = 0; slot < shape.fields().size(); slot++) {
      if (row.isNull(slot)) {
        cells.add("NULL");
        slot = shape.fields().get(slot).end() - 1;
      } else if (shape.fields().get(slot).end() > slot + 1) {
        cells.add("{");
      } else if (shape.fields().get(slot).type() == FieldType.LONG) {
        cells.add(Long.toString(row.number(slot)));
      } else {
        cells.add(
            new String(row.bytes(), row.offset(slot), row.length(slot), StandardCharsets.UTF_8));
      }
    }
    return String.join("|", cells);
  }
}
