package granary.ingest.record;

import granary.dataset.StoredType;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * What a field's type alone does not say.
 *
 * @param precision digits of a decimal; 0 otherwise
 * @param scale decimal places of a decimal; 0 otherwise
 * @param size bytes of a fixed; 0 otherwise
 * @param symbols what an enum can be; empty otherwise
 * @param defaultSymbol what an enum is for a symbol of an Avro file that is not one of them
 * @param branch the Avro name of the branch that a field of a union's record stands for
 * @param isUnion whether a record stands for a union: one of its fields holds the value
 * @param items of an array one field, of a map key and value
 */
public record FieldDetails(
    int precision,
    int scale,
    int size,
    Set<String> symbols,
    Optional<String> defaultSymbol,
    Optional<String> branch,
    boolean isUnion,
    Optional<RecordShape> items) {
  public FieldDetails {
    symbols = Set.copyOf(symbols);
  }

  static FieldDetails of(Schema schema, Optional<String> branch, Optional<RecordShape> items) {
    boolean isDecimal = schema.getLogicalType() instanceof LogicalTypes.Decimal;
    LogicalTypes.Decimal decimal =
        isDecimal ? (LogicalTypes.Decimal) schema.getLogicalType() : LogicalTypes.decimal(1);
    return new FieldDetails(
        isDecimal ? decimal.getPrecision() : 0,
        isDecimal ? decimal.getScale() : 0,
        schema.getType() == Schema.Type.FIXED ? schema.getFixedSize() : 0,
        Set.copyOf(StoredType.symbols(schema)),
        StoredType.defaultSymbol(schema),
        branch,
        StoredType.of(schema).filter(StoredType.UNION::equals).isPresent(),
        items);
  }
}
