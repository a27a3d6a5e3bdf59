package granary.ingest.infer;

import granary.failure.InvalidRequestException;
import granary.ingest.csv.CsvHeader;
import granary.ingest.csv.CsvOptions;
import granary.ingest.csv.CsvRecords;
import granary.ingest.csv.ShortRows;
import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the records of a CSV file. */
final class CsvSampler {
  private final CsvOptions options;
  private final Classifier classifier;
  private final Sample sample;

  CsvSampler(CsvOptions options, Classifier classifier, Sample sample) {
    this.options = options;
    this.classifier = classifier;
    this.sample = sample;
  }

  void read(String file, TextWindow window) throws IOException {
    CsvRecords records = CsvRecords.of(file, window, options.syntax());
    List<FieldProfile> columns = new ArrayList<>();
    boolean named = options.header().place() != CsvHeader.Place.FIRST_RECORD;
    if (options.header().place() == CsvHeader.Place.GIVEN) {
      columns.addAll(columns(options.header().names()));
    }
    while (!sample.isFull()) {
      try {
        Optional<List<CsvRecords.Cell>> record = records.next();
        if (record.isEmpty()) {
          return;
        }
        List<CsvRecords.Cell> cells = record.get();
        if (!named) {
          columns.addAll(header(file, records, cells));
          named = true;
        } else {
          requireUtf8(records);
          if (columns.isEmpty()) {
            columns.addAll(columns(java.util.Collections.nCopies(cells.size(), "")));
          }
          records.expect(columns.size(), options.shortRows());
          add(columns, cells);
        }
      } catch (BadRecordException e) {
        if (!named) {
          throw new InvalidRequestException(
              "Cannot infer a schema from "
                  + file
                  + ": its header cannot be read ("
                  + e.detail()
                  + ")",
              e);
        }
        sample.addBad(file, records.line(), e);
      }
    }
    leaveRest(records);
  }

  private static void requireUtf8(CsvRecords records) throws BadRecordException {
    if (!records.isUtf8()) {
      throw new BadRecordException(
          BadRecordReason.INVALID_UTF8, "it is not in the charset that was given; see --charset");
    }
  }

  private List<FieldProfile> header(String file, CsvRecords records, List<CsvRecords.Cell> cells) {
    records
        .headerFault()
        .ifPresent(
            fault -> {
              throw new InvalidRequestException(
                  "Cannot infer a schema from " + file + ": " + fault);
            });
    List<String> names = cells.stream().map(CsvRecords.Cell::text).toList();
    String doubt = CsvRecords.delimiterDoubt(names);
    if (!doubt.isEmpty()) {
      sample.addDoubt("The header of " + file + " is one column" + doubt);
    }
    return columns(names);
  }

  private void leaveRest(CsvRecords records) throws IOException {
    try {
      if (records.next().isPresent()) {
        sample.leavesRest();
      }
    } catch (BadRecordException e) {
      sample.leavesRest();
    }
  }

  private List<FieldProfile> columns(List<String> header) {
    Map<String, Integer> seen = new HashMap<>();
    List<FieldProfile> columns = new ArrayList<>();
    for (String name : header) {
      int occurrence = seen.merge(name, 1, Integer::sum);
      columns.add(sample.records().column(new ObjectProfile.Key(name, occurrence)));
    }
    return columns;
  }

  private void add(List<FieldProfile> columns, List<CsvRecords.Cell> cells)
      throws BadRecordException {
    boolean isShort = cells.size() < columns.size();
    if (cells.size() > columns.size() || (isShort && options.shortRows() == ShortRows.BAD)) {
      throw new BadRecordException(
          BadRecordReason.RAGGED_ROW,
          "it has " + cells.size() + " cells where " + columns.size() + " were expected");
    }
    long record = sample.records().begin();
    for (int i = 0; i < cells.size(); i++) {
      FieldProfile column = columns.get(i);
      column.presentIn(record);
      CsvRecords.Cell cell = cells.get(i);
      sample.addBytes(cell.text().length() + 1L);
      String text = trimmed(cell.text());
      if (!cell.literal() && options.nullValues().contains(text)) {
        column.addNull();
      } else if (text.isEmpty()) {
        column.addBlank();
      } else {
        column.add(classifier.ofText(text), text);
      }
    }
  }

  private static String trimmed(String text) {
    int start = 0;
    int stop = text.length();
    while (start < stop && isBlank(text.charAt(start))) {
      start++;
    }
    while (start < stop && isBlank(text.charAt(stop - 1))) {
      stop--;
    }
    return text.substring(start, stop);
  }

  private static boolean isBlank(char character) {
    return character == ' ' || character == '\t';
  }
}
