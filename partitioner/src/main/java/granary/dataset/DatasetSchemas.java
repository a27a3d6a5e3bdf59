package granary.dataset;

import granary.failure.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/**
 * What follows from the Avro schema that a user gave: the ledger's schema, the schema that files
 * are written with, and what a reader will see otherwise than written.
 */
public final class DatasetSchemas {
  private DatasetSchemas() {}

  /**
   * The ledger's schema: the fields, then the partition columns. Its IDs are preliminary: the
   * ledger gives its own when it creates the table.
   *
   * @throws InvalidRequestException if the definition is not one that can be carried faithfully;
   *     the message names the field and the reason
   */
  public static org.apache.iceberg.Schema tableSchema(Dataset dataset) {
    TimeFieldCheck.check(dataset);
    Types.StructType fields =
        new FieldMapping(PartitionColumns.names(dataset.grain()))
            .map(StoredSchema.of(dataset.schema()));
    List<Types.NestedField> columns = new ArrayList<>(fields.fields());
    int highest = TypeUtil.indexById(fields).keySet().stream().mapToInt(id -> id).max().orElse(0);
    columns.addAll(PartitionColumns.columns(dataset.grain(), highest + 1));
    return new org.apache.iceberg.Schema(columns);
  }

  /**
   * The Avro schema of new data files: the user's, in types that every reader takes ({@link
   * StoredType}), with the ledger's IDs. Documentation, defaults, aliases and other properties
   * stay.
   *
   * @param tableSchema the table's schema as the ledger has it
   */
  public static org.apache.avro.Schema fileSchema(
      Dataset dataset, org.apache.iceberg.Schema tableSchema) {
    return new FileSchema().of(dataset.schema(), tableSchema.asStruct());
  }

  /** Why no dataset can have this schema; empty if one can. */
  public static Optional<String> refusal(org.apache.avro.Schema schema) {
    try {
      StoredSchema.of(schema);
      return Optional.empty();
    } catch (InvalidRequestException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /** What a reader will see otherwise than written, one sentence a field, where none is refused. */
  public static List<String> notes(org.apache.avro.Schema schema) {
    List<String> notes = new ArrayList<>();
    ReaderNotes.collect(schema, "", notes);
    return List.copyOf(notes);
  }

  /**
   * The leaves of nested records and plain fields, by dotted name: {@code customer.address.city}.
   */
  public static List<Leaf> leaves(org.apache.iceberg.Schema tableSchema) {
    List<Leaf> leaves = new ArrayList<>();
    collect(tableSchema.columns(), "", leaves);
    return List.copyOf(leaves);
  }

  private static void collect(List<Types.NestedField> fields, String prefix, List<Leaf> leaves) {
    for (Types.NestedField field : fields) {
      String name = prefix + field.name();
      if (field.type().isStructType()) {
        collect(field.type().asStructType().fields(), name + ".", leaves);
      } else {
        leaves.add(new Leaf(name, field.fieldId(), field.type()));
      }
    }
  }

  /** A field without fields of its own. */
  public record Leaf(String name, int fieldId, Type type) {}
}
