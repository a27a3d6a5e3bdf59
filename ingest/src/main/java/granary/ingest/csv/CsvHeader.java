package granary.ingest.csv;

import granary.failure.InvalidRequestException;
import java.util.List;

/**
 * Where the names of a CSV file's columns are.
 *
 * @param place where
 * @param names the names, where the user gave them
 */
public record CsvHeader(Place place, List<String> names) {
  /** Where names can be. */
  public enum Place {
    /** In the first record. */
    FIRST_RECORD,
    /** Nowhere: the columns are the dataset's fields in their order. */
    NOWHERE,
    /** With the user; the first record is data. */
    GIVEN
  }

  /** In the first record. */
  public static final CsvHeader FIRST_RECORD = new CsvHeader(Place.FIRST_RECORD, List.of());

  /** Nowhere. */
  public static final CsvHeader NOWHERE = new CsvHeader(Place.NOWHERE, List.of());

  public CsvHeader {
    names = List.copyOf(names);
    if (names.isEmpty() == (place == Place.GIVEN)) {
      throw new InvalidRequestException("Cannot use a header without names (" + names + ")");
    }
  }

  /** Names that the user gives. */
  public static CsvHeader given(List<String> names) {
    return new CsvHeader(Place.GIVEN, names);
  }

  /** What a user wrote: {@code true}, {@code false}, or the names with commas between them. */
  public static CsvHeader parse(String text) {
    return switch (text) {
      case "true" -> FIRST_RECORD;
      case "false" -> NOWHERE;
      default -> given(List.of(text.split(",", -1)));
    };
  }
}
