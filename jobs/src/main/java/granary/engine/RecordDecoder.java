package granary.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the wanted leaves of records of one writer schema and skips the rest. Leaves are found by
 * field ID, in files without IDs by name; one that the writer did not know stays NULL.
 */
final class RecordDecoder {
  private static final String FIELD_ID = "field-id";

  /** Decodes or skips one value. */
  interface Step {
    void run(BlockBytes in, Batch batch, int row);
  }

  private final Step root;

  private RecordDecoder(Step root) {
    this.root = root;
  }

  /**
   * Prepares the decoding.
   *
   * @param columns the wanted columns, by their place in the batch; those of partitions are left
   *     alone
   * @throws UnsupportedFileException if a wanted leaf has a type that cannot become its column's
   */
  static RecordDecoder of(Schema writer, List<ScanColumn> columns) {
    Wanted wanted = new Wanted(columns, hasFieldIds(writer));
    return new RecordDecoder(record(writer, "", wanted));
  }

  void decode(BlockBytes in, Batch batch, int row) {
    root.run(in, batch, row);
  }

  private static boolean hasFieldIds(Schema writer) {
    return writer.getFields().stream().anyMatch(field -> field.getObjectProp(FIELD_ID) != null);
  }

  /** The wanted columns by field ID or by dotted path. */
  private static final class Wanted {
    private final Map<Object, Integer> places = new HashMap<>();
    private final List<ScanColumn> columns;
    private final boolean byId;

    Wanted(List<ScanColumn> columns, boolean byId) {
      this.columns = columns;
      this.byId = byId;
      for (int i = 0; i < columns.size(); i++) {
        ScanColumn column = columns.get(i);
        if (!column.ofPartition()) {
          Object key = byId ? (Object) column.fieldId() : String.join(".", column.path());
          places.put(key, i);
        }
      }
    }

    @Nullable Integer at(Schema.Field field, String path) {
      Object id = field.getObjectProp(FIELD_ID);
      Object key = byId ? (id instanceof Number number ? number.intValue() : "") : path;
      return places.get(key);
    }

    ColumnType type(int place) {
      return columns.get(place).type();
    }

    String items(int place) {
      return columns.get(place).items();
    }
  }

  private static Step record(Schema schema, String prefix, Wanted wanted) {
    List<Step> steps = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      String path = prefix + field.name();
      steps.add(field(field.schema(), path, wanted.at(field, path), wanted));
    }
    Step[] all = steps.toArray(Step[]::new);
    return (in, batch, row) -> {
      for (Step step : all) {
        step.run(in, batch, row);
      }
    };
  }

  private static Step field(Schema schema, String path, @Nullable Integer place, Wanted wanted) {
    if (schema.getType() == Schema.Type.RECORD) {
      return record(schema, path + ".", wanted);
    }
    if (schema.getType() == Schema.Type.UNION) {
      Step[] branches =
          schema.getTypes().stream()
              .map(branch -> field(branch, path, place, wanted))
              .toArray(Step[]::new);
      return union(branches);
    }
    if (place == null) {
      return SkipSteps.of(schema);
    }
    if (schema.getType() == Schema.Type.NULL) {
      return (in, batch, row) -> {};
    }
    boolean items = schema.getType() == Schema.Type.ARRAY || schema.getType() == Schema.Type.MAP;
    if (items && !wanted.items(place).isEmpty()) {
      return JsonSteps.of(schema, place, wanted.items(place));
    }
    return leaf(schema, path, place, wanted.type(place));
  }

  private static Step union(Step[] branches) {
    return (in, batch, row) -> {
      long branch = in.readLong();
      if (branch < 0 || branch >= branches.length) {
        throw new DamagedBlockException("a union has no branch " + branch);
      }
      branches[(int) branch].run(in, batch, row);
    };
  }

  private static Step leaf(Schema schema, String path, int place, ColumnType type) {
    Step step =
        switch (type.kind()) {
          case BOOLEAN ->
              schema.getType() == Schema.Type.BOOLEAN
                  ? (in, batch, row) -> batch.column(place).set(row, in.readByte())
                  : null;
          case INTEGER -> schema.getType() == Schema.Type.INT ? number(place, 1) : null;
          case BIGINT -> isInteger(schema) ? number(place, 1) : null;
          case DATE -> schema.getType() == Schema.Type.INT ? number(place, 1) : null;
          case TIMESTAMP -> schema.getType() == Schema.Type.LONG ? timestamp(schema, place) : null;
          case REAL ->
              schema.getType() == Schema.Type.FLOAT
                  ? (in, batch, row) -> batch.column(place).set(row, in.readFloatBits())
                  : null;
          case DOUBLE -> floating(schema, place);
          case DECIMAL -> decimal(schema, place, type);
          case VARCHAR, VARBINARY -> text(schema, place, type.kind());
        };
    if (step == null) {
      throw new UnsupportedFileException(path, schema, type);
    }
    return step;
  }

  private static boolean isInteger(Schema schema) {
    return schema.getType() == Schema.Type.INT || schema.getType() == Schema.Type.LONG;
  }

  private static Step number(int place, long factor) {
    return factor == 1
        ? (in, batch, row) -> batch.column(place).set(row, in.readLong())
        : (in, batch, row) ->
            batch.column(place).set(row, Math.multiplyExact(in.readLong(), factor));
  }

  private static @Nullable Step timestamp(Schema schema, int place) {
    LogicalType logical = schema.getLogicalType();
    if (logical instanceof LogicalTypes.TimestampMillis
        || logical instanceof LogicalTypes.LocalTimestampMillis) {
      return number(place, 1000);
    }
    return logical instanceof LogicalTypes.TimestampMicros
            || logical instanceof LogicalTypes.LocalTimestampMicros
        ? number(place, 1)
        : null;
  }

  private static @Nullable Step floating(Schema schema, int place) {
    return switch (schema.getType()) {
      case DOUBLE -> (in, batch, row) -> batch.column(place).set(row, in.readDoubleBits());
      case FLOAT ->
          (in, batch, row) -> {
            double value = Float.intBitsToFloat(in.readFloatBits());
            batch.column(place).set(row, Double.doubleToRawLongBits(value));
          };
      default -> null;
    };
  }

  private static @Nullable Step decimal(Schema schema, int place, ColumnType type) {
    boolean sized = schema.getType() == Schema.Type.FIXED;
    if (!(schema.getLogicalType() instanceof LogicalTypes.Decimal written)
        || written.getScale() != type.scale()
        || (!sized && schema.getType() != Schema.Type.BYTES)) {
      return null;
    }
    int fixedSize = sized ? schema.getFixedSize() : -1;
    return (in, batch, row) -> {
      int length = fixedSize >= 0 ? fixedSize : in.readLength();
      setDecimal(in, length, batch.column(place), row);
    };
  }

  /** Reads a big-endian two's complement number into one or two longs. */
  private static void setDecimal(BlockBytes in, int length, Column column, int row) {
    long high = 0;
    long low = 0;
    for (int i = 0; i < length; i++) {
      byte next = in.readByte();
      if (i == 0 && next < 0) {
        high = -1;
        low = -1;
      }
      boolean lost = (high >> 55) != (high >> 63);
      if (lost) {
        throw new DamagedBlockException("a decimal is longer than 128 bits");
      }
      high = (high << 8) | (low >>> 56);
      low = (low << 8) | (next & 0xFF);
    }
    if (Column.wide(column.type())) {
      column.set(row, high, low);
    } else if (high == low >> 63) {
      column.set(row, low);
    } else {
      throw new DamagedBlockException("a decimal is beyond " + column.type().sql());
    }
  }

  private static @Nullable Step text(Schema schema, int place, ColumnType.Kind kind) {
    boolean binary = kind == ColumnType.Kind.VARBINARY;
    return switch (schema.getType()) {
      case STRING ->
          binary
              ? null
              : (in, batch, row) -> batch.column(place).set(row, in.readBytes(in.readLength()));
      case BYTES ->
          binary
              ? (in, batch, row) -> batch.column(place).set(row, in.readBytes(in.readLength()))
              : null;
      case FIXED -> {
        int size = schema.getFixedSize();
        yield binary ? (in, batch, row) -> batch.column(place).set(row, in.readBytes(size)) : null;
      }
      default -> null;
    };
  }
}
