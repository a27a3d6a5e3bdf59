package granary.ingest.container;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** Goes past values that nobody wants, and checks them on the way. */
@FunctionalInterface
interface Skipping {
  void skip(BinaryCursor in) throws MalformedAvroException;

  /** For values of a schema, which may contain itself. */
  static Skipping of(Schema schema) {
    return of(schema, new IdentityHashMap<>());
  }

  private static Skipping of(Schema schema, Map<Schema, Skipping> known) {
    return switch (schema.getType()) {
      case NULL -> in -> {};
      case BOOLEAN -> BinaryCursor::readBoolean;
      case INT -> BinaryCursor::readInt;
      case LONG -> BinaryCursor::readLong;
      case FLOAT -> in -> in.skip(Float.BYTES);
      case DOUBLE -> in -> in.skip(Double.BYTES);
      case STRING, BYTES -> in -> in.skip(in.readLength());
      case FIXED -> in -> in.skip(schema.getFixedSize());
      case ENUM -> {
        int symbols = schema.getEnumSymbols().size();
        yield in -> in.readIndex(symbols, "an enum");
      }
      case ARRAY -> items(of(schema.getElementType(), known), false);
      case MAP -> items(of(schema.getValueType(), known), true);
      case UNION -> {
        List<Skipping> branches =
            schema.getTypes().stream().map(branch -> of(branch, known)).toList();
        yield in -> branches.get(in.readIndex(branches.size(), "a union")).skip(in);
      }
      case RECORD -> record(schema, known);
    };
  }

  private static Skipping record(Schema schema, Map<Schema, Skipping> known) {
    Skipping before = known.get(schema);
    if (before != null) {
      return before;
    }
    List<Skipping> fields = new ArrayList<>();
    Skipping record =
        in -> {
          in.enter();
          for (Skipping field : fields) {
            field.skip(in);
          }
          in.leave();
        };
    known.put(schema, record);
    schema.getFields().forEach(field -> fields.add(of(field.schema(), known)));
    return record;
  }

  private static Skipping items(Skipping item, boolean keyed) {
    return in -> {
      in.enter();
      for (long count = in.readItems(); count > 0; count = in.readItems()) {
        for (long i = 0; i < count; i++) {
          int before = in.position();
          if (keyed) {
            in.skip(in.readLength());
          }
          item.skip(in);
          if (in.position() == before) {
            // Items without a byte: a number may claim any count of them.
            break;
          }
        }
      }
      in.leave();
    };
  }
}
