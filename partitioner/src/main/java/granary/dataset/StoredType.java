package granary.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/**
 * The Avro types that files hold in an encoding of ours, since some reader refuses Avro's own or
 * reads it wrongly. The stored schema says at each such type what it stands for, so that whoever
 * writes rows knows what values it may have.
 */
public enum StoredType {
  /** A string that is one of the {@link #symbols}. */
  ENUM("enum"),
  /** A string of 36 characters in lower case. */
  UUID("uuid"),
  /** Microseconds since midnight, as a long; whole milliseconds. */
  TIME_MILLIS("time-millis"),
  /** Microseconds since midnight, as a long. */
  TIME_MICROS("time-micros"),
  /** A timestamp-micros; a value that has finer nanoseconds cannot be stored. */
  TIMESTAMP_NANOS("timestamp-nanos"),
  /** A timestamp-millis without zone. */
  LOCAL_TIMESTAMP_MILLIS("local-timestamp-millis"),
  /** A timestamp-micros without zone. */
  LOCAL_TIMESTAMP_MICROS("local-timestamp-micros"),
  /** A timestamp-micros without zone; a value that has finer nanoseconds cannot be stored. */
  LOCAL_TIMESTAMP_NANOS("local-timestamp-nanos"),
  /** A record with one field a {@link #branch}, of which one holds the value. */
  UNION("union"),
  /** A string that is always NULL. */
  NULL("null");

  private static final String TYPE = "granary-type";
  private static final String SYMBOLS = "granary-symbols";
  private static final String DEFAULT_SYMBOL = "granary-default-symbol";
  private static final String BRANCH = "granary-branch";

  private final String value;

  StoredType(String value) {
    this.value = value;
  }

  /** The Avro type or logical type that is stored so: {@code time-millis}. */
  public String value() {
    return value;
  }

  /** What a stored type stands for; empty if for itself. */
  public static Optional<StoredType> of(Schema stored) {
    String mark = stored.getProp(TYPE);
    return Arrays.stream(values()).filter(type -> type.value.equals(mark)).findFirst();
  }

  /** The symbols of a stored enum. */
  public static List<String> symbols(Schema stored) {
    Object symbols = stored.getObjectProp(SYMBOLS);
    return symbols instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** The symbol that stands for those of other schemas that a stored enum does not have. */
  public static Optional<String> defaultSymbol(Schema stored) {
    return Optional.ofNullable(stored.getProp(DEFAULT_SYMBOL));
  }

  /** The Avro name of the branch of a union that a field of its record stands for. */
  public static Optional<String> branch(Schema.Field field) {
    return Optional.ofNullable(field.getProp(BRANCH));
  }

  <S extends JsonProperties> S mark(S stored) {
    stored.addProp(TYPE, value);
    return stored;
  }

  static Schema markEnum(Schema stored, Schema user) {
    stored.addProp(SYMBOLS, user.getEnumSymbols());
    if (user.getEnumDefault() != null) {
      stored.addProp(DEFAULT_SYMBOL, user.getEnumDefault());
    }
    return ENUM.mark(stored);
  }

  static void markBranch(Schema.Field field, String name) {
    field.addProp(BRANCH, name);
  }
}
