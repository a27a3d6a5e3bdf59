package granary.types;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;

/**
 * One text for each value, whichever reader gave it: decimals without trailing zeros, bytes as
 * Base64, times as ISO 8601 with seconds, arrays, maps and records as JSON.
 */
final class Canonical {
  private Canonical() {}

  static String text(@Nullable Object value, TypeCase.Clock clock) {
    if (clock.isMicros() && value instanceof Long micros) {
      return text(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), clock);
    }
    String text = text(value);
    boolean shifted = clock.isLocal() && value instanceof Instant;
    return shifted ? text.substring(0, text.length() - 1) : text;
  }

  static String text(@Nullable Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return text(bytes);
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    }
    if (value instanceof LocalDateTime time) {
      String text = time.toInstant(ZoneOffset.UTC).toString();
      return text.substring(0, text.length() - 1);
    }
    return value instanceof Collection || value instanceof Map || value instanceof StructLike
        ? json(value)
        : value.toString();
  }

  private static String json(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Collection<?> items) {
      return items.stream().map(Canonical::json).collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof Map<?, ?> entries) {
      return entries.entrySet().stream()
          .map(entry -> quoted(entry.getKey().toString()) + ":" + json(entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof Record record) {
      return record.struct().fields().stream()
          .map(field -> quoted(field.name()) + ":" + json(record.getField(field.name())))
          .collect(Collectors.joining(",", "{", "}"));
    }
    return value instanceof Number || value instanceof Boolean ? text(value) : quoted(text(value));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
