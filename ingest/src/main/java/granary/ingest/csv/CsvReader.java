package granary.ingest.csv;

import granary.failure.InvalidRequestException;
import granary.ingest.input.InputContent;
import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.FieldType;
import granary.ingest.record.RecordReader;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;
import granary.ingest.record.TextValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads CSV by RFC 4180: the header says which field each column is, and {@link TextValues} what a
 * cell's text means. A cell that is empty (or, if a text for NULL was given, is that text) and not
 * quoted is NULL where the field can be; else an empty cell is the empty string, or the field's
 * default. A column that no field takes is ignored. Where a bad record ends, {@link CsvScanner}
 * says.
 */
public final class CsvReader implements RecordReader {
  private final String file;
  private final RecordShape shape;
  private final CsvOptions options;
  private final TextValues values;
  private final CsvScanner scanner;
  private final byte[] nullValue;
  private final ShapeField[] records;
  private Optional<CsvColumns> columns = Optional.empty();
  private ShapeField[] fields = new ShapeField[0];
  private int[] fieldColumns = new int[0];
  private int width;

  private CsvReader(
      String file, TextWindow window, RecordShape shape, CsvOptions options, TextValues values) {
    this.file = file;
    this.shape = shape;
    this.options = options;
    this.values = values;
    this.scanner = new CsvScanner(window, options.delimiter());
    this.nullValue = options.nullValue().orElse("").getBytes(StandardCharsets.UTF_8);
    this.records =
        shape.fields().stream()
            .filter(field -> field.type() == FieldType.RECORD)
            .toArray(ShapeField[]::new);
  }

  /**
   * Reads an open file.
   *
   * @param content the file; this reader does not close it
   * @param shape what records are to be
   * @param options how the file deviates from RFC 4180
   * @param values the rules for cells
   * @param maxRecordBytes longer records are bad
   */
  public static CsvReader open(
      InputContent content,
      RecordShape shape,
      CsvOptions options,
      TextValues values,
      int maxRecordBytes)
      throws IOException {
    return new CsvReader(
        content.path(), TextWindow.over(content, maxRecordBytes), shape, options, values);
  }

  static CsvReader over(
      TextWindow window, RecordShape shape, CsvOptions options, TextValues values) {
    return new CsvReader("text", window, shape, options, values);
  }

  @Override
  public boolean next(Row row) throws IOException, BadRecordException {
    row.clear();
    if (columns.isEmpty() && !readHeader()) {
      return false;
    }
    if (!scanner.next()) {
      return false;
    }
    if (scanner.cells() != width) {
      throw new BadRecordException(
          BadRecordReason.RAGGED_ROW,
          "it has " + scanner.cells() + " cells where the header has " + width);
    }
    for (int i = 0; i < fields.length; i++) {
      set(row, fields[i], fieldColumns[i]);
    }
    for (int i = records.length - 1; i >= 0; i--) {
      decideRecord(row, records[i]);
    }
    shape.complete(row);
    return true;
  }

  private void set(Row row, ShapeField field, int column) throws BadRecordException {
    byte[] text = scanner.text(column);
    int start = scanner.start(column);
    int stop = scanner.stop(column);
    boolean quoted = scanner.isQuoted(column);
    boolean string = field.type() == FieldType.STRING;
    boolean isNull =
        (!quoted && Arrays.equals(text, start, stop, nullValue, 0, nullValue.length))
            || (start == stop && !string);
    if (!isNull) {
      values.set(row, field, text, start, stop);
    } else if (field.nullable()) {
      row.setNull(field.slot());
    } else if (string && start == stop) {
      row.setBytes(field.slot(), text, start, stop);
    } else if (!shape.optional(field)) {
      throw new BadRecordException(
          BadRecordReason.MISSING_VALUE, "field " + field.path() + " is NULL and may not be");
    }
  }

  /** A nested record that can be NULL is, if none of its columns holds a value. */
  private void decideRecord(Row row, ShapeField record) {
    boolean any = !record.nullable();
    for (int slot = record.slot() + 1; slot < record.end() && !any; slot++) {
      any = !row.isMissing(slot) && !row.isNull(slot);
    }
    if (any) {
      row.setPresent(record.slot());
    } else {
      row.setNull(record.slot());
    }
  }

  private boolean readHeader() throws IOException {
    List<String> header = new ArrayList<>();
    if (options.header().isPresent()) {
      header.addAll(options.header().get());
    } else {
      try {
        if (!scanner.next()) {
          return false;
        }
      } catch (BadRecordException e) {
        throw new InvalidRequestException(
            "Cannot ingest " + file + ": its header cannot be read (" + e.detail() + ")", e);
      }
      int count = Math.min(scanner.cells(), CsvScanner.MAX_CELLS);
      for (int column = 0; column < count; column++) {
        byte[] text = scanner.text(column);
        int start = scanner.start(column);
        header.add(new String(text, start, scanner.stop(column) - start, StandardCharsets.UTF_8));
      }
    }
    CsvColumns matched = CsvColumns.match(file, header, shape);
    columns = Optional.of(matched);
    width = header.size();
    fieldColumns =
        java.util.stream.IntStream.range(0, width)
            .filter(column -> matched.fields().get(column).isPresent())
            .toArray();
    fields =
        Arrays.stream(fieldColumns)
            .mapToObj(column -> matched.fields().get(column).orElseThrow())
            .toArray(ShapeField[]::new);
    return true;
  }

  /** The headers of columns that no field takes; empty before the first record. */
  public List<String> ignoredColumns() {
    return columns.map(CsvColumns::ignored).orElse(List.of());
  }

  @Override
  public byte[] recordBytes() {
    return scanner.recordBytes();
  }

  @Override
  public long recordLine() {
    return scanner.line();
  }

  @Override
  public void close() {
    // The content belongs to whoever opened it.
  }
}
