package granary.dataset;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types;

/**
 * The columns that every dataset has beside its fields, which partition it: {@code source}, {@code
 * frequency}, and by the grain {@code month} (text), {@code day} (a date) or {@code day} and {@code
 * hour} (an integer). Their values come from the partition, not from the file.
 */
public final class PartitionColumns {
  private PartitionColumns() {}

  /** Their names, in the order of the directories. */
  public static List<String> names(Grain grain) {
    return switch (grain) {
      case NONE -> List.of("source", "frequency");
      case MONTH -> List.of("source", "frequency", "month");
      case DAY -> List.of("source", "frequency", "day");
      case HOUR -> List.of("source", "frequency", "day", "hour");
    };
  }

  /** The columns as the ledger's schema has them; IDs from {@code firstId} on. */
  static List<Types.NestedField> columns(Grain grain, int firstId) {
    return java.util.stream.IntStream.range(0, names(grain).size())
        .mapToObj(i -> column(names(grain).get(i), firstId + i))
        .toList();
  }

  private static Types.NestedField column(String name, int id) {
    return switch (name) {
      case "day" -> Types.NestedField.required(id, name, Types.DateType.get());
      case "hour" -> Types.NestedField.required(id, name, Types.IntegerType.get());
      default -> Types.NestedField.required(id, name, Types.StringType.get());
    };
  }

  /** How the ledger partitions a table of this schema: by these columns as they are. */
  public static PartitionSpec spec(Grain grain, Schema tableSchema) {
    PartitionSpec.Builder builder = PartitionSpec.builderFor(tableSchema);
    names(grain).forEach(builder::identity);
    return builder.build();
  }

  /** A partition's values, in the order of {@link #names}, as Iceberg takes them. */
  public static StructLike values(PartitionKey key) {
    Period period = key.period();
    String source = key.source().value();
    String frequency = key.frequency().value();
    return switch (period.grain()) {
      case NONE -> new Values(List.of(source, frequency));
      case MONTH -> new Values(List.of(source, frequency, period.month()));
      case DAY -> new Values(List.of(source, frequency, (int) period.day().toEpochDay()));
      case HOUR ->
          new Values(List.of(source, frequency, (int) period.day().toEpochDay(), period.hour()));
    };
  }

  /** The partition that has these values. */
  public static PartitionKey key(Grain grain, StructLike values) {
    SourceName source = new SourceName(values.get(0, Object.class).toString());
    Frequency frequency = Frequency.parse(values.get(1, Object.class).toString());
    return new PartitionKey(source, frequency, period(grain, values));
  }

  private static Period period(Grain grain, StructLike values) {
    return switch (grain) {
      case NONE -> Period.NONE;
      case MONTH ->
          Period.of(
              grain,
              YearMonth.parse(values.get(2, Object.class).toString()).atDay(1).atStartOfDay());
      case DAY -> Period.of(grain, day(values).atStartOfDay());
      case HOUR ->
          Period.of(
              grain, LocalDateTime.of(day(values), LocalTime.of(values.get(3, Integer.class), 0)));
    };
  }

  private static LocalDate day(StructLike values) {
    return LocalDate.ofEpochDay(values.get(2, Integer.class));
  }

  private record Values(List<Object> values) implements StructLike {
    @Override
    public int size() {
      return values.size();
    }

    @Override
    public <T> T get(int position, Class<T> type) {
      return type.cast(values.get(position));
    }

    @Override
    public <T> void set(int position, T value) {
      throw new UnsupportedOperationException("Cannot change the values of a partition");
    }
  }
}
