package granary.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Turns the default of a user's field into one of the stored type. */
final class StoredDefaults {
  private static final long MICROS_IN_MILLI = 1000;
  private static final long NANOS_IN_MICRO = 1000;

  private StoredDefaults() {}

  /**
   * The default for the stored type.
   *
   * @param user the user's type; a union's default is of its first branch
   * @param value as Avro gives it: a number, text, bytes, a list, a map
   */
  static Object of(Schema user, @Nullable Object value) {
    if (value == null || value == JsonProperties.NULL_VALUE) {
      return JsonProperties.NULL_VALUE;
    }
    return switch (user.getType()) {
      case UNION -> union(user, value);
      case RECORD -> record(user, (Map<?, ?>) value);
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        ((List<?>) value).forEach(item -> items.add(of(user.getElementType(), item)));
        yield items;
      }
      case MAP -> {
        Map<String, Object> entries = new LinkedHashMap<>();
        ((Map<?, ?>) value)
            .forEach((key, item) -> entries.put(key.toString(), of(user.getValueType(), item)));
        yield entries;
      }
      case FIXED ->
          logicalName(user).filter("uuid"::equals).isPresent() ? uuid(value) : bytes(value);
      case BYTES -> bytes(value);
      case STRING ->
          logicalName(user).filter("uuid"::equals).isPresent()
              ? value.toString().toLowerCase(Locale.ROOT)
              : value;
      case INT, LONG -> number(user, (Number) value);
      default -> value;
    };
  }

  private static Optional<String> logicalName(Schema user) {
    return Optional.ofNullable(user.getLogicalType()).map(LogicalType::getName);
  }

  private static Object number(Schema user, Number value) {
    return switch (logicalName(user).orElse("")) {
      case "time-millis" -> value.longValue() * MICROS_IN_MILLI;
      case "timestamp-nanos", "local-timestamp-nanos" ->
          Math.floorDiv(value.longValue(), NANOS_IN_MICRO);
      default -> value;
    };
  }

  private static Object union(Schema user, Object value) {
    Schema first = user.getTypes().get(0);
    Object stored = of(first, value);
    long values = user.getTypes().stream().filter(t -> t.getType() != Schema.Type.NULL).count();
    if (values < 2) {
      return stored;
    }
    Map<String, Object> branches = new LinkedHashMap<>();
    for (Schema branch : user.getTypes()) {
      if (branch.getType() != Schema.Type.NULL) {
        branches.put(StoredSchema.branchName(branch), JsonProperties.NULL_VALUE);
      }
    }
    branches.put(StoredSchema.branchName(first), stored);
    return branches;
  }

  /** Avro lets a record's default leave out fields that have a default of their own. */
  private static Object record(Schema user, Map<?, ?> value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Schema.Field field : user.getFields()) {
      boolean given = value.containsKey(field.name());
      if (given || field.hasDefaultValue()) {
        Object member = given ? value.get(field.name()) : field.defaultVal();
        fields.put(field.name(), of(field.schema(), member));
      }
    }
    return fields;
  }

  /** As a schema has them: a character a byte. */
  private static Object bytes(Object value) {
    return value instanceof byte[] raw ? new String(raw, StandardCharsets.ISO_8859_1) : value;
  }

  private static Object uuid(Object value) {
    byte[] bytes =
        value instanceof byte[] raw ? raw : value.toString().getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new UUID(halves.getLong(), halves.getLong()).toString();
  }
}
