package granary.ingest.csv;

import granary.failure.InvalidRequestException;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Reads CSV by RFC 4180: the header says which field each column is, and {@link TextValues} what a
 * cell's text means. A cell that is one of the texts for NULL (the empty text, if none were given),
 * and neither quoted nor with an escape, is NULL where the field can be. Else an empty cell is the
 * empty string, and nothing for all other types: NULL or the field's default. Around what is not a
 * string, blanks do not count. A column that no field takes is passed over. A first line that names
 * the delimiter ({@link SeparatorLine}) is obeyed. Where a bad record ends, {@link CsvScanner}
 * says.
 */
public final class CsvReader implements RecordReader {
  private final String file;
  private final RecordShape shape;
  private final CsvOptions options;
  private final TextValues values;
  private final CsvScanner scanner;
  private final byte[][] nullValues;
  private final ShapeField[] records;
  private Optional<CsvColumns> columns = Optional.empty();
  private ShapeField[] fields = new ShapeField[0];
  private int[] fieldColumns = new int[0];
  private int width;
  private long rows;
  private Optional<String> header;

  private CsvReader(
      String file, CsvScanner scanner, RecordShape shape, CsvOptions options, TextValues values) {
    this.file = file;
    this.shape = shape;
    this.options = options;
    this.values = values;
    this.scanner = scanner;
    this.header = scanner.separatorLine().map(SeparatorLine::text);
    this.nullValues =
        options.nullValues().stream()
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    this.records =
        shape.fields().stream()
            .filter(field -> field.type() == FieldType.RECORD)
            .toArray(ShapeField[]::new);
  }

  /**
   * Reads an open file from its beginning.
   *
   * @param file its name, for messages
   * @param window its text
   * @param shape what records are to be
   * @param options how the file deviates from RFC 4180
   * @param values the rules for cells
   * @throws InvalidRequestException if its first line names another delimiter than the options
   */
  public static CsvReader over(
      String file, TextWindow window, RecordShape shape, CsvOptions options, TextValues values)
      throws IOException {
    CsvScanner scanner = CsvScanner.ofFile(file, window, options.syntax());
    return new CsvReader(file, scanner, shape, options, values);
  }

  /**
   * Reads a part of an open file that is not the first.
   *
   * @param beginning what the file begins with
   */
  static CsvReader behind(
      CsvParts.Continuation beginning,
      String file,
      TextWindow window,
      RecordShape shape,
      TextValues values) {
    CsvSyntax syntax = beginning.options().syntax();
    CsvScanner scanner = new CsvScanner(window, syntax, syntax.delimiterOf(file));
    CsvReader reader = new CsvReader(file, scanner, shape, beginning.options(), values);
    reader.header = beginning.header();
    return reader;
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
    rows++;
    int cells = scanner.cells();
    if (cells != width && (cells > width || options.shortRows() == ShortRows.BAD)) {
      throw new BadRecordException(
          BadRecordReason.RAGGED_ROW,
          "it has " + cells + " cells where " + width + " were expected");
    }
    for (int i = 0; i < fields.length; i++) {
      if (fieldColumns[i] < cells) {
        set(row, fields[i], fieldColumns[i]);
      }
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
    boolean literal = scanner.isLiteral(column);
    boolean string = field.type() == FieldType.STRING;
    if (!string) {
      while (start < stop && isBlank(text[start])) {
        start++;
      }
      while (start < stop && isBlank(text[stop - 1])) {
        stop--;
      }
    }
    boolean isNull = (start == stop && !string) || (!literal && isNullText(text, start, stop));
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

  private static boolean isBlank(byte value) {
    return value == ' ' || value == '\t';
  }

  private boolean isNullText(byte[] text, int start, int stop) {
    for (byte[] value : nullValues) {
      if (stop - start == value.length
          && Arrays.equals(text, start, stop, value, 0, value.length)) {
        return true;
      }
    }
    return false;
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
    CsvColumns matched;
    switch (options.header().place()) {
      case FIRST_RECORD -> {
        List<String> header = firstRecord();
        if (header.isEmpty()) {
          return false;
        }
        matched = CsvColumns.match(file, header, shape);
      }
      case NOWHERE -> matched = CsvColumns.inOrder(shape);
      case GIVEN -> matched = CsvColumns.match(file, options.header().names(), shape);
      default -> throw new IllegalStateException("No such place: " + options.header());
    }
    columns = Optional.of(matched);
    width = matched.fields().size();
    scanner.expect(width, options.shortRows());
    fieldColumns =
        IntStream.range(0, width)
            .filter(column -> matched.fields().get(column).isPresent())
            .toArray();
    fields =
        Arrays.stream(fieldColumns)
            .mapToObj(column -> matched.fields().get(column).orElseThrow())
            .toArray(ShapeField[]::new);
    return true;
  }

  /** The names in the first record; none if there is no record. */
  private List<String> firstRecord() throws IOException {
    try {
      if (!scanner.next()) {
        return List.of();
      }
    } catch (BadRecordException e) {
      throw new InvalidRequestException(
          "Cannot ingest " + file + ": its header cannot be read (" + e.detail() + ")", e);
    }
    byte[] line = scanner.recordBytes();
    CsvRecords.headerFault(line)
        .ifPresent(
            fault -> {
              throw new InvalidRequestException("Cannot ingest " + file + ": " + fault);
            });
    String names = new String(line, StandardCharsets.UTF_8);
    header = Optional.of(header.map(separator -> separator + "\n" + names).orElse(names));
    return CsvRecords.texts(scanner);
  }

  /** The columns that no field takes, with how many records they came in. */
  @Override
  public Map<String, Long> ignored() {
    Map<String, Long> ignored = new TreeMap<>();
    columns.map(CsvColumns::ignored).orElse(List.of()).forEach(name -> ignored.put(name, rows));
    return ignored;
  }

  @Override
  public Optional<String> doubt() {
    return scanner.doubts().words();
  }

  @Override
  public Optional<String> header() {
    return header;
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
