package granary.ingest.avro;

import granary.commit.FieldStatistics;
import granary.ingest.record.FieldType;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what the ledger keeps of a file's leaf fields: how many are NULL, the smallest and the
 * largest value. Bounds are left out for bytes, and for floating-point fields with a NaN, which
 * Iceberg's bounds leave out and SQL's comparisons do not.
 */
final class FileStatistics {
  /** The ledger keeps nothing of what holds other fields. */
  private static final Set<FieldType> HOLDERS =
      EnumSet.of(FieldType.RECORD, FieldType.ARRAY, FieldType.MAP);

  /** For fields that hold no text; nothing is ever added to it. */
  private static final TextBounds NO_TEXT = new TextBounds();

  /** How the bounds of a field are kept. */
  private enum Kind {
    TEXT,
    NUMBER,
    FLOATING,
    LONG_DECIMAL,
    NO_BOUNDS;

    static Kind of(FieldType type) {
      return switch (type) {
        case STRING, ENUM, UUID -> TEXT;
        case BOOLEAN,
            INT,
            LONG,
            DATE,
            TIME_MILLIS,
            TIME_MICROS,
            TIMESTAMP_MILLIS,
            TIMESTAMP_MICROS,
            TIMESTAMP_NANOS,
            LOCAL_TIMESTAMP_MILLIS,
            LOCAL_TIMESTAMP_MICROS,
            LOCAL_TIMESTAMP_NANOS,
            SHORT_DECIMAL ->
            NUMBER;
        case FLOAT, DOUBLE -> FLOATING;
        case LONG_DECIMAL -> LONG_DECIMAL;
        case BYTES, FIXED, NULL, ARRAY, MAP, RECORD -> NO_BOUNDS;
      };
    }
  }

  private final ShapeField[] fields;
  private final Kind[] kinds;
  private final long[] nulls;
  private final long[] min;
  private final long[] max;
  private final boolean[] unordered;
  private final TextBounds[] texts;
  private final @Nullable BigInteger[] smallest;
  private final @Nullable BigInteger[] largest;
  private long rows;

  FileStatistics(RecordShape shape) {
    fields = shape.fields().toArray(ShapeField[]::new);
    kinds = shape.fields().stream().map(field -> Kind.of(field.type())).toArray(Kind[]::new);
    nulls = new long[fields.length];
    min = new long[fields.length];
    max = new long[fields.length];
    unordered = new boolean[fields.length];
    texts = new TextBounds[fields.length];
    smallest = new BigInteger[fields.length];
    largest = new BigInteger[fields.length];
    for (int slot = 0; slot < fields.length; slot++) {
      // With thousands of files open at once, each object counts.
      texts[slot] = kinds[slot] == Kind.TEXT ? new TextBounds() : NO_TEXT;
      boolean floating = kinds[slot] == Kind.FLOATING;
      min[slot] = floating ? Double.doubleToRawLongBits(Double.POSITIVE_INFINITY) : Long.MAX_VALUE;
      max[slot] = floating ? Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY) : Long.MIN_VALUE;
    }
  }

  void add(Row row) {
    rows++;
    for (int slot = 0; slot < kinds.length; slot++) {
      if (row.isNull(slot)) {
        int end = fields[slot].end();
        for (; slot < end; slot++) {
          nulls[slot]++;
        }
        slot--;
      } else if (kinds[slot] == Kind.TEXT) {
        texts[slot].add(row.bytes(), row.offset(slot), row.length(slot));
      } else if (kinds[slot] == Kind.NUMBER) {
        addNumber(slot, row.number(slot));
      } else {
        addOther(row, slot);
      }
    }
  }

  private void addNumber(int slot, long value) {
    // Bounds change seldom.
    if (value < min[slot]) {
      min[slot] = value;
    }
    if (value > max[slot]) {
      max[slot] = value;
    }
  }

  private void addOther(Row row, int slot) {
    if (kinds[slot] == Kind.FLOATING) {
      addFloating(slot, row.floating(slot));
    } else if (kinds[slot] == Kind.LONG_DECIMAL) {
      addDecimal(slot, new BigInteger(row.bytes(), row.offset(slot), row.length(slot)));
    }
  }

  private void addFloating(int slot, double value) {
    if (Double.isNaN(value)) {
      unordered[slot] = true;
      return;
    }
    // Math.min and max take -0.0 for smaller than 0.0, as Iceberg does.
    min[slot] = Double.doubleToRawLongBits(Math.min(Double.longBitsToDouble(min[slot]), value));
    max[slot] = Double.doubleToRawLongBits(Math.max(Double.longBitsToDouble(max[slot]), value));
  }

  private void addDecimal(int slot, BigInteger value) {
    BigInteger low = smallest[slot];
    BigInteger high = largest[slot];
    smallest[slot] = low == null ? value : low.min(value);
    largest[slot] = high == null ? value : high.max(value);
  }

  /** One entry for each leaf field. */
  List<FieldStatistics> fields() {
    List<FieldStatistics> statistics = new ArrayList<>();
    for (ShapeField field : fields) {
      if (!HOLDERS.contains(field.type())) {
        int slot = field.slot();
        boolean bounded = nulls[slot] < rows && !unordered[slot];
        statistics.add(
            new FieldStatistics(
                field.fieldId(),
                rows,
                nulls[slot],
                bounded ? bound(field, min[slot], smallest[slot], true) : Optional.empty(),
                bounded ? bound(field, max[slot], largest[slot], false) : Optional.empty()));
      }
    }
    return statistics;
  }

  private Optional<byte[]> bound(
      ShapeField field, long number, @Nullable BigInteger large, boolean isLower) {
    return switch (field.type()) {
      case BOOLEAN -> serialised(Types.BooleanType.get(), number != 0);
      case INT -> serialised(Types.IntegerType.get(), (int) number);
      case DATE -> serialised(Types.DateType.get(), (int) number);
      case LONG, TIME_MILLIS, TIME_MICROS -> serialised(Types.LongType.get(), number);
      case TIMESTAMP_MICROS, TIMESTAMP_NANOS, LOCAL_TIMESTAMP_MICROS, LOCAL_TIMESTAMP_NANOS ->
          serialised(Types.TimestampType.withZone(), number);
      case TIMESTAMP_MILLIS, LOCAL_TIMESTAMP_MILLIS -> millis(number);
      case FLOAT ->
          serialised(Types.FloatType.get(), (float) zero(Double.longBitsToDouble(number), isLower));
      case DOUBLE ->
          serialised(Types.DoubleType.get(), zero(Double.longBitsToDouble(number), isLower));
      case STRING, ENUM, UUID ->
          isLower ? texts[field.slot()].lower() : texts[field.slot()].upper();
      case SHORT_DECIMAL -> decimal(field, BigInteger.valueOf(number));
      case LONG_DECIMAL -> large == null ? Optional.empty() : decimal(field, large);
      case BYTES, FIXED, NULL, ARRAY, MAP, RECORD -> Optional.empty();
    };
  }

  private static Optional<byte[]> millis(long number) {
    boolean fits = Math.abs(number) < Long.MAX_VALUE / 1000;
    return fits ? serialised(Types.TimestampType.withZone(), number * 1000) : Optional.empty();
  }

  /** Widens a bound that is a zero, so that it holds for either sign. */
  private static double zero(double value, boolean isLower) {
    return value != 0 ? value : isLower ? -0.0 : 0.0;
  }

  private static Optional<byte[]> decimal(ShapeField field, BigInteger unscaled) {
    return serialised(
        Types.DecimalType.of(field.precision(), field.scale()),
        new BigDecimal(unscaled, field.scale()));
  }

  private static Optional<byte[]> serialised(Type type, Object value) {
    ByteBuffer buffer = Conversions.toByteBuffer(type, value);
    return Optional.of(
        Arrays.copyOfRange(
            buffer.array(),
            buffer.arrayOffset() + buffer.position(),
            buffer.arrayOffset() + buffer.limit()));
  }
}
