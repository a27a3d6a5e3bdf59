package granary.ingest.infer;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Chooses the type of a field that holds no objects, from what was seen of it: the narrowest that
 * holds all of it without a loss.
 *
 * <ul>
 *   <li>whole numbers: long; beyond its range decimal with 38 digits.
 *   <li>numbers in plain decimal notation: decimal, so that sums are exact; with room for two more
 *       digits in front of the point, and for two more behind it where values differ in that.
 *   <li>with exponents among them, or NaN: double.
 *   <li>dates: date; timestamps, with dates among them or not: timestamp-millis, or -micros where
 *       the fraction of a second needs it.
 *   <li>anything else, and mixtures: string.
 * </ul>
 */
final class FieldTypes {
  private static final int MAX_DIGITS = 38;
  private static final int SHORT_DIGITS = 18;
  private static final int LONG_DIGITS = 19;
  private static final int SPARE_DIGITS = 2;

  /** Texts that mostly stand for no value, in lower case. */
  private static final Set<String> NULL_WORDS =
      Set.of(
          "null", "nil", "none", "na", "n/a", "n.a.", "#n/a", "nan", "\\n", "-", "--", "?",
          "unknown", "missing");

  private final List<String> notes;

  /**
   * A chooser.
   *
   * @param notes gets a sentence for all that is mapped or doubtful
   */
  FieldTypes(List<String> notes) {
    this.notes = notes;
  }

  Schema of(String path, FieldProfile profile) {
    if (profile.kinds().isEmpty()) {
      notes.add(path + ": string, since the sample holds no value of it");
      return string();
    }
    if (profile.isOnly(ValueKind.BOOLEAN)) {
      return Schema.create(Schema.Type.BOOLEAN);
    }
    if (profile.isOnly(ValueKind.INTEGER, ValueKind.DECIMAL)) {
      return number(path, profile);
    }
    if (profile.isOnly(ValueKind.INTEGER, ValueKind.DECIMAL, ValueKind.FLOATING)) {
      return floating(path, profile);
    }
    if (profile.isOnly(ValueKind.DATE)) {
      return LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
    }
    if (profile.isOnly(ValueKind.DATE, ValueKind.TIMESTAMP, ValueKind.LOCAL_TIMESTAMP)) {
      return timestamp(path, profile);
    }
    return text(path, profile);
  }

  private Schema number(String path, FieldProfile profile) {
    int whole = profile.wholeDigits();
    if (!profile.has(ValueKind.DECIMAL) && whole <= LONG_DIGITS) {
      return Schema.create(Schema.Type.LONG);
    }
    int scale = profile.places();
    if (whole + scale > MAX_DIGITS) {
      notes.add(path + ": string, since its numbers have more than " + MAX_DIGITS + " digits");
      return string();
    }
    boolean spare = profile.hasVaryingPlaces() && profile.has(ValueKind.DECIMAL);
    int spared = spare ? Math.min(SPARE_DIGITS, MAX_DIGITS - whole - scale) : 0;
    scale += spared;
    int precision = whole + scale + SPARE_DIGITS <= SHORT_DIGITS ? SHORT_DIGITS : MAX_DIGITS;
    notes.add(
        path
            + ": decimal("
            + precision
            + ","
            + scale
            + "), since all its values are plain numbers; one with more than "
            + scale
            + " decimal places would be a bad record");
    return LogicalTypes.decimal(precision, scale).addToSchema(Schema.create(Schema.Type.BYTES));
  }

  private Schema floating(String path, FieldProfile profile) {
    if (profile.wholeDigits() + profile.places() > 15) {
      notes.add(
          path
              + ": double, since some values have exponents; of those with more than 15 digits the"
              + " last are lost");
    }
    return Schema.create(Schema.Type.DOUBLE);
  }

  private Schema timestamp(String path, FieldProfile profile) {
    if (profile.has(ValueKind.LOCAL_TIMESTAMP)) {
      notes.add(
          path
              + ": times without zone ("
              + profile.example(ValueKind.LOCAL_TIMESTAMP)
              + ") are read in the dataset's zone");
    }
    if (profile.has(ValueKind.DATE)) {
      notes.add(
          path
              + ": dates ("
              + profile.example(ValueKind.DATE)
              + ") among timestamps are read as their midnight, in the dataset's zone");
    }
    if (profile.fractionDigits() > 6) {
      notes.add(path + ": decimals of a second behind the sixth are cut off");
    }
    return profile.fractionDigits() > 3
        ? LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG))
        : LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
  }

  private Schema text(String path, FieldProfile profile) {
    Map<ValueKind, Long> kinds = profile.kinds();
    if (kinds.size() > 1) {
      boolean isNull = NULL_WORDS.contains(profile.onlyText().toLowerCase(Locale.ROOT));
      notes.add(
          path
              + ": string, since it holds "
              + kinds.keySet().stream()
                  .map(kind -> kind.plural + " (" + profile.example(kind) + ")")
                  .collect(Collectors.joining(" and "))
              + (isNull ? "; does that text stand for NULL (in CSV, --null-value says so)?" : ""));
    } else if (profile.has(ValueKind.NUMBER_AS_TEXT)) {
      notes.add(
          path
              + ": string, since its numbers would lose leading zeros or signs ("
              + profile.example(ValueKind.NUMBER_AS_TEXT)
              + ")");
    } else if (profile.has(ValueKind.OTHER_DATE)) {
      notes.add(
          path
              + ": string, since its dates can be read in more than one way ("
              + profile.example(ValueKind.OTHER_DATE)
              + "); as time field it needs --time-pattern");
    } else if (profile.has(ValueKind.ARRAY) || profile.has(ValueKind.OBJECT)) {
      notes.add(
          path
              + ": string with the JSON text, since it holds "
              + kinds.keySet().iterator().next().plural);
    }
    return string();
  }

  private static Schema string() {
    return Schema.create(Schema.Type.STRING);
  }
}
