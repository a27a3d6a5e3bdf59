package granary.engine;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Decodes arrays and maps into JSON text: numbers and booleans as JSON's, bytes as Base64, dates
 * and times as in results. Names and members are those of the ledger's type, found by field ID, so
 * that files of before a change read like those of after it.
 */
final class JsonSteps {
  private static final String FIELD_ID = "field-id";

  /** Decodes one value, or skips it. */
  private interface Step {
    void run(BlockBytes in, JsonBytes out);
  }

  private JsonSteps() {}

  /**
   * A step that sets a column to the text.
   *
   * @param written the array's or map's type in the file
   * @param items the ledger's type, as {@link ScanColumn#items} has it
   */
  static RecordDecoder.Step of(Schema written, int place, String items) {
    Type type = SchemaParser.fromJson(items).columns().get(0).type();
    Step step = step(written, type);
    JsonBytes out = new JsonBytes();
    return (in, batch, row) -> {
      out.clear();
      step.run(in, out);
      batch.column(place).set(row, out.copy());
    };
  }

  private static Step step(Schema written, Type type) {
    return switch (written.getType()) {
      case UNION -> union(written, type);
      case RECORD -> record(written, type.asStructType());
      case ARRAY -> array(written, type.asListType());
      case MAP -> map(written, type.asMapType());
      default -> plain(written, type);
    };
  }

  private static Step union(Schema written, Type type) {
    Step[] branches =
        written.getTypes().stream()
            .map(
                branch ->
                    branch.getType() == Schema.Type.NULL
                        ? (Step) (in, out) -> out.put("null")
                        : step(branch, type))
            .toArray(Step[]::new);
    return (in, out) -> {
      long branch = in.readLong();
      if (branch < 0 || branch >= branches.length) {
        throw new DamagedBlockException("a union has no branch " + branch);
      }
      branches[(int) branch].run(in, out);
    };
  }

  private static Step record(Schema written, Types.StructType type) {
    List<Step> steps = new ArrayList<>();
    List<Types.NestedField> missing = new ArrayList<>(type.fields());
    String before = "{";
    for (Schema.Field field : written.getFields()) {
      Types.NestedField column = column(field, type);
      if (column == null) {
        RecordDecoder.Step skip = SkipSteps.of(field.schema());
        steps.add((in, out) -> skip.run(in, NO_BATCH, 0));
        continue;
      }
      missing.remove(column);
      Step value = step(field.schema(), column.type());
      String name = before + quoted(column.name()) + ":";
      steps.add(
          (in, out) -> {
            out.put(name);
            value.run(in, out);
          });
      before = ",";
    }
    StringBuilder end = new StringBuilder();
    for (Types.NestedField column : missing) {
      end.append(before).append(quoted(column.name())).append(":null");
      before = ",";
    }
    String rest = end.append(before.equals("{") ? "{}" : "}").toString();
    Step[] all = steps.toArray(Step[]::new);
    return (in, out) -> {
      for (Step step : all) {
        step.run(in, out);
      }
      out.put(rest);
    };
  }

  /** Skipping sets nothing. */
  private static final Batch NO_BATCH = new Batch(0, List.of());

  private static Types.@Nullable NestedField column(Schema.Field field, Types.StructType type) {
    return field.getObjectProp(FIELD_ID) instanceof Number id
        ? type.field(id.intValue())
        : type.field(field.name());
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }

  private static Step array(Schema written, Types.ListType type) {
    Step item = step(written.getElementType(), type.elementType());
    Step items = blocks(item);
    return (in, out) -> {
      out.put('[');
      items.run(in, out);
      out.put(']');
    };
  }

  private static Step map(Schema written, Types.MapType type) {
    Step value = step(written.getValueType(), type.valueType());
    Step entries =
        blocks(
            (in, out) -> {
              out.putQuoted(in.readBytes(in.readLength()));
              out.put(':');
              value.run(in, out);
            });
    return (in, out) -> {
      out.put('{');
      entries.run(in, out);
      out.put('}');
    };
  }

  /** Items come in blocks; a negative count is followed by the block's length. */
  private static Step blocks(Step item) {
    return (in, out) -> {
      boolean first = true;
      for (long count = in.readLong(); count != 0; count = in.readLong()) {
        if (count < 0) {
          in.readLong();
        }
        for (long i = Math.abs(count); i > 0; i--) {
          if (!first) {
            out.put(',');
          }
          first = false;
          item.run(in, out);
        }
      }
    };
  }

  private static Step plain(Schema written, Type type) {
    return switch (written.getType()) {
      case BOOLEAN -> (in, out) -> out.put(in.readByte() == 0 ? "false" : "true");
      case INT ->
          type.typeId() == Type.TypeID.DATE
              ? (in, out) -> out.putQuoted(LocalDate.ofEpochDay(in.readLong()).toString())
              : (in, out) -> out.put(Long.toString(in.readLong()));
      case LONG ->
          type.typeId() == Type.TypeID.TIMESTAMP
              ? timestamp(written, ((Types.TimestampType) type).shouldAdjustToUTC())
              : (in, out) -> out.put(Long.toString(in.readLong()));
      case FLOAT ->
          (in, out) -> {
            float value = Float.intBitsToFloat(in.readFloatBits());
            out.putFloating(value, Float.toString(value));
          };
      case DOUBLE ->
          (in, out) -> {
            double value = Double.longBitsToDouble(in.readDoubleBits());
            out.putFloating(value, Double.toString(value));
          };
      case STRING -> (in, out) -> out.putQuoted(in.readBytes(in.readLength()));
      case BYTES -> {
        if (written.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
          int scale = decimal.getScale();
          yield (in, out) ->
              out.putDecimal(new BigDecimal(unscaled(in.readBytes(in.readLength())), scale));
        }
        yield (in, out) -> base64(in.readBytes(in.readLength()), out);
      }
      case FIXED -> {
        int size = written.getFixedSize();
        yield (in, out) -> base64(in.readBytes(size), out);
      }
      default ->
          throw new UnsupportedFileException(
              "an item", written, ColumnType.of(ColumnType.Kind.VARCHAR));
    };
  }

  private static BigInteger unscaled(byte[] bytes) {
    return bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
  }

  private static void base64(byte[] bytes, JsonBytes out) {
    out.putQuoted(Base64.getEncoder().encodeToString(bytes).getBytes(StandardCharsets.US_ASCII));
  }

  private static Step timestamp(Schema written, boolean zoned) {
    ChronoUnit unit =
        written.getLogicalType() instanceof LogicalTypes.TimestampMillis
            ? ChronoUnit.MILLIS
            : ChronoUnit.MICROS;
    return (in, out) -> {
      Instant time = Instant.EPOCH.plus(in.readLong(), unit);
      String text = time.toString();
      out.putQuoted(zoned ? text : text.substring(0, text.length() - 1));
    };
  }
}
