package granary.dataset;

import granary.failure.InvalidRequestException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Turns a user's Avro schema into the one that files are written with, in types that Granary,
 * Iceberg's readers and Hive all take: {@link StoredType} says which become what. What no such type
 * can hold is refused by field and reason. One for each schema.
 */
final class StoredSchema {
  static final String ADJUST_TO_UTC = "adjust-to-utc";

  private static final int MAX_DECIMAL_PRECISION = 38;

  /** What a declaration means that Avro does not accept; any other unknown name means nothing. */
  private static final Set<String> KNOWN_LOGICAL_TYPES =
      Set.of(
          "decimal",
          "big-decimal",
          "uuid",
          "date",
          "time-millis",
          "time-micros",
          "timestamp-millis",
          "timestamp-micros",
          "timestamp-nanos",
          "local-timestamp-millis",
          "local-timestamp-micros",
          "local-timestamp-nanos",
          "duration");

  private final Deque<String> enclosing = new ArrayDeque<>();
  private final Map<String, Schema> records = new HashMap<>();

  private StoredSchema() {}

  /**
   * The stored schema, without the ledger's IDs.
   *
   * @throws InvalidRequestException if a field cannot be carried
   */
  static Schema of(Schema user) {
    if (user.getType() != Schema.Type.RECORD) {
      throw new InvalidRequestException(
          "Cannot use schema: a record was expected at its top (" + user.getType() + ")");
    }
    return new StoredSchema().record(user, "");
  }

  private Schema record(Schema user, String path) {
    if (enclosing.contains(user.getFullName())) {
      throw refuse(path, "record " + user.getFullName() + " contains itself");
    }
    if (user.getFields().isEmpty()) {
      throw refuse(path, "record " + user.getFullName() + " has no fields");
    }
    Schema known = records.get(user.getFullName());
    if (known != null) {
      return known;
    }
    enclosing.push(user.getFullName());
    Schema stored = Schema.createRecord(user.getName(), user.getDoc(), user.getNamespace(), false);
    user.getAliases().forEach(stored::addAlias);
    user.forEachProperty(stored::addProp);
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : user.getFields()) {
      fields.add(field(field, path.isEmpty() ? field.name() : path + "." + field.name(), user));
    }
    stored.setFields(fields);
    enclosing.pop();
    records.put(user.getFullName(), stored);
    return stored;
  }

  private Schema.Field field(Schema.Field user, String path, Schema record) {
    Schema stored = type(user.schema(), path, record.getFullName() + "_" + user.name());
    Optional<Object> value =
        user.hasDefaultValue()
            ? Optional.of(StoredDefaults.of(user.schema(), user.defaultVal()))
            : Optional.empty();
    Schema.Field field =
        new Schema.Field(user.name(), stored, user.doc(), value.orElse(null), user.order());
    user.aliases().forEach(field::addAlias);
    user.forEachProperty(field::addProp);
    return field;
  }

  /**
   * The stored type.
   *
   * @param unionName what the record of a general union is called
   */
  private Schema type(Schema user, String path, String unionName) {
    return switch (user.getType()) {
      case RECORD -> record(user, path);
      case ARRAY -> {
        Schema item = type(user.getElementType(), path + "[]", unionName + "_item");
        yield withProperties(user, Schema.createArray(item));
      }
      case MAP -> {
        Schema item = type(user.getValueType(), path + "{}", unionName + "_value");
        yield withProperties(user, Schema.createMap(item));
      }
      case UNION -> union(user, path, unionName);
      case ENUM -> StoredType.markEnum(Schema.create(Schema.Type.STRING), user);
      case NULL -> nothing();
      default -> plain(user, path);
    };
  }

  private static Schema nothing() {
    return Schema.createUnion(
        Schema.create(Schema.Type.NULL), StoredType.NULL.mark(Schema.create(Schema.Type.STRING)));
  }

  private Schema union(Schema user, String path, String unionName) {
    List<Schema> values =
        user.getTypes().stream().filter(branch -> branch.getType() != Schema.Type.NULL).toList();
    if (values.isEmpty()) {
      return nothing();
    }
    Schema stored =
        values.size() == 1
            ? type(values.get(0), path, unionName)
            : branches(values, path, unionName);
    if (values.size() == user.getTypes().size()) {
      return stored;
    }
    Schema none = Schema.create(Schema.Type.NULL);
    boolean nullFirst = user.getTypes().get(0).getType() == Schema.Type.NULL;
    return nullFirst ? Schema.createUnion(none, stored) : Schema.createUnion(stored, none);
  }

  /** A union of several types: a record with a field for each of them. */
  private Schema branches(List<Schema> values, String path, String unionName) {
    int dot = unionName.lastIndexOf('.');
    Schema stored =
        Schema.createRecord(
            unionName.substring(dot + 1) + "_union",
            null,
            dot < 0 ? null : unionName.substring(0, dot),
            false);
    List<Schema.Field> fields = new ArrayList<>();
    Map<String, Schema> names = new HashMap<>();
    for (Schema value : values) {
      String name = branchName(value);
      Schema other = names.put(name.toLowerCase(Locale.ROOT), value);
      if (other != null) {
        throw refuse(
            path,
            "two branches of the union have the same name ("
                + other.getFullName()
                + ", "
                + value.getFullName()
                + ")");
      }
      Schema type = type(value, path + "." + name, unionName + "_" + name);
      Schema none = Schema.create(Schema.Type.NULL);
      // A default has to be of the first type, here and in the user's union.
      Schema.Field field =
          fields.isEmpty()
              ? new Schema.Field(name, Schema.createUnion(type, none))
              : new Schema.Field(
                  name, Schema.createUnion(none, type), null, Schema.Field.NULL_DEFAULT_VALUE);
      StoredType.markBranch(field, value.getFullName());
      fields.add(field);
    }
    stored.setFields(fields);
    return StoredType.UNION.mark(stored);
  }

  /** The name of the field that holds a branch: no word of SQL. */
  static String branchName(Schema branch) {
    return branch.getName() + "_value";
  }

  private static Schema plain(Schema user, String path) {
    LogicalType logical = user.getLogicalType();
    String declared = user.getProp(LogicalType.LOGICAL_TYPE_PROP);
    if (logical == null) {
      if (declared != null && KNOWN_LOGICAL_TYPES.contains(declared)) {
        throw refuse(path, "its logical type " + declared + " is not valid as declared: " + user);
      }
      return base(user);
    }
    if (logical instanceof LogicalTypes.Decimal decimal) {
      return decimal(decimal, path);
    }
    return switch (logical.getName()) {
      case "date" -> withProperties(user, LogicalTypes.date().addToSchema(base(user)));
      case "uuid" -> StoredType.UUID.mark(Schema.create(Schema.Type.STRING));
      case "time-millis" -> StoredType.TIME_MILLIS.mark(Schema.create(Schema.Type.LONG));
      case "time-micros" -> StoredType.TIME_MICROS.mark(Schema.create(Schema.Type.LONG));
      case "timestamp-millis" ->
          isLocal(user) ? local(StoredType.LOCAL_TIMESTAMP_MILLIS) : timestamp(true, true);
      case "timestamp-micros" ->
          isLocal(user) ? local(StoredType.LOCAL_TIMESTAMP_MICROS) : timestamp(false, true);
      case "timestamp-nanos" ->
          isLocal(user)
              ? local(StoredType.LOCAL_TIMESTAMP_NANOS)
              : StoredType.TIMESTAMP_NANOS.mark(timestamp(false, true));
      case "local-timestamp-millis" -> local(StoredType.LOCAL_TIMESTAMP_MILLIS);
      case "local-timestamp-micros" -> local(StoredType.LOCAL_TIMESTAMP_MICROS);
      case "local-timestamp-nanos" -> local(StoredType.LOCAL_TIMESTAMP_NANOS);
      case "big-decimal" ->
          throw refuse(
              path,
              "big-decimal has another scale in each value, which no reader's decimal has; use"
                  + " decimal with a precision and a scale");
      default -> base(user);
    };
  }

  /** A timestamp that Iceberg's convention declares to be without zone. */
  static boolean isLocal(Schema user) {
    return Boolean.FALSE.equals(user.getObjectProp(ADJUST_TO_UTC));
  }

  private static Schema local(StoredType type) {
    return type.mark(timestamp(type == StoredType.LOCAL_TIMESTAMP_MILLIS, false));
  }

  private static Schema timestamp(boolean millis, boolean zoned) {
    LogicalType type = millis ? LogicalTypes.timestampMillis() : LogicalTypes.timestampMicros();
    Schema stored = type.addToSchema(Schema.create(Schema.Type.LONG));
    stored.addProp(ADJUST_TO_UTC, zoned);
    return stored;
  }

  private static Schema decimal(LogicalTypes.Decimal decimal, String path) {
    if (decimal.getPrecision() > MAX_DECIMAL_PRECISION) {
      throw refuse(
          path,
          "decimals have at most "
              + MAX_DECIMAL_PRECISION
              + " digits (precision "
              + decimal.getPrecision()
              + "); with "
              + MAX_DECIMAL_PRECISION
              + " in a schema of yours, data of a larger one are read where their values fit");
    }
    return LogicalTypes.decimal(decimal.getPrecision(), decimal.getScale())
        .addToSchema(Schema.create(Schema.Type.BYTES));
  }

  /** The type without its logical type, which some reader might know and others not. */
  private static Schema base(Schema user) {
    Schema stored =
        user.getType() == Schema.Type.FIXED
            ? Schema.createFixed(
                user.getName(), user.getDoc(), user.getNamespace(), user.getFixedSize())
            : Schema.create(user.getType());
    return withProperties(user, stored);
  }

  private static Schema withProperties(Schema user, Schema stored) {
    user.forEachProperty(
        (name, value) -> {
          boolean ours = name.equals(LogicalType.LOGICAL_TYPE_PROP) || name.equals(ADJUST_TO_UTC);
          if (!ours && stored.getObjectProp(name) == null) {
            stored.addProp(name, value);
          }
        });
    return stored;
  }

  private static InvalidRequestException refuse(String path, String reason) {
    return new InvalidRequestException("Cannot use field " + path + ": " + reason);
  }
}
