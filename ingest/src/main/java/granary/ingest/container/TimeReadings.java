package granary.ingest.container;

import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.FieldType;
import granary.ingest.record.ShapeField;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** How dates and timestamps get into fields; years are 0001 to 9999. Immutable. */
final class TimeReadings {
  private static final int DAY_SECONDS = 86_400;
  private static final long NANOS = 1_000_000_000L;
  private static final long FIRST_SECOND = -62_135_596_800L;
  private static final long END_SECOND = 253_402_300_800L;

  private final ZoneId zone;

  TimeReadings(ZoneId zone) {
    this.zone = zone;
  }

  static ValueReading date(Schema writer, ShapeField field) throws UnfitException {
    LogicalType logical = writer.getLogicalType();
    if (writer.getType() != Schema.Type.INT
        || !(logical == null || logical instanceof LogicalTypes.Date)) {
      throw LeafReadings.unfit(writer, field);
    }
    return (in, row) -> {
      long day = in.readInt();
      row.setNumber(field.slot(), inRange(field, day, Math.multiplyExact(day, DAY_SECONDS)));
    };
  }

  /** Times of day, whose slots hold microseconds. */
  static ValueReading time(Schema writer, ShapeField field) throws UnfitException {
    boolean isLong = writer.getType() == Schema.Type.LONG;
    boolean millis = field.type() == FieldType.TIME_MILLIS;
    String logical = name(writer);
    boolean known =
        (writer.getType() == Schema.Type.INT && logical.equals("time-millis"))
            || (isLong && logical.equals("time-micros"))
            || (logical.isEmpty() && writer.getType() == Schema.Type.INT && millis)
            || (logical.isEmpty() && isLong && !millis);
    if (!known) {
      throw LeafReadings.unfit(writer, field);
    }
    return (in, row) -> {
      long micros = isLong ? in.readLong() : in.readInt() * 1_000L;
      if (micros < 0 || micros >= DAY_SECONDS * 1_000_000L) {
        throw new BadRecordException(
            BadRecordReason.OUT_OF_RANGE,
            "field " + field.path() + " is no time of a day: " + micros + " microseconds");
      }
      row.setNumber(field.slot(), millis ? micros - micros % 1_000 : micros);
    };
  }

  ValueReading timestamp(Schema writer, ShapeField field) throws UnfitException {
    boolean isLong = writer.getType() == Schema.Type.LONG;
    String logical = name(writer);
    long given = logical.isEmpty() ? ownUnit(field) : inSecond(logical);
    boolean plainInt = writer.getType() == Schema.Type.INT && logical.isEmpty();
    boolean local =
        logical.startsWith("local-") || Boolean.FALSE.equals(writer.getObjectProp("adjust-to-utc"));
    boolean zoned = !logical.isEmpty() && !local;
    if (given == 0 || !(isLong || plainInt) || (zoned && field.type().isLocal())) {
      throw LeafReadings.unfit(writer, field);
    }
    long wanted = field.type().isMillis() ? 1_000L : 1_000_000L;
    boolean moved = local && !field.type().isLocal();
    boolean exact = ownUnit(field) == NANOS;
    return (in, row) -> {
      long value = isLong ? in.readLong() : in.readInt();
      long second = Math.floorDiv(value, given);
      long fraction = Math.floorMod(value, given);
      inRange(field, value, second);
      if (moved) {
        second =
            LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC).atZone(zone).toEpochSecond();
        inRange(field, value, second);
      }
      if (exact && given > wanted && fraction % (given / wanted) != 0) {
        throw new BadRecordException(
            BadRecordReason.INEXACT,
            "field " + field.path() + " has nanoseconds finer than microseconds: " + value);
      }
      long part = wanted >= given ? fraction * (wanted / given) : fraction / (given / wanted);
      row.setNumber(field.slot(), second * wanted + part);
    };
  }

  private static String name(Schema writer) {
    LogicalType logical = writer.getLogicalType();
    return logical == null ? "" : logical.getName();
  }

  private static long ownUnit(ShapeField field) {
    return switch (field.type()) {
      case TIMESTAMP_MILLIS, LOCAL_TIMESTAMP_MILLIS -> 1_000L;
      case TIMESTAMP_NANOS, LOCAL_TIMESTAMP_NANOS -> NANOS;
      default -> 1_000_000L;
    };
  }

  /** How many of a timestamp's units make a second; 0 if it is none. */
  private static long inSecond(String logical) {
    return switch (logical) {
      case "timestamp-millis", "local-timestamp-millis" -> 1_000L;
      case "timestamp-micros", "local-timestamp-micros" -> 1_000_000L;
      case "timestamp-nanos", "local-timestamp-nanos" -> NANOS;
      default -> 0;
    };
  }

  private static long inRange(ShapeField field, long value, long second) throws BadRecordException {
    if (second < FIRST_SECOND || second >= END_SECOND) {
      throw new BadRecordException(
          BadRecordReason.OUT_OF_RANGE,
          "field " + field.path() + " is outside the years 0001 to 9999: " + value);
    }
    return value;
  }
}
