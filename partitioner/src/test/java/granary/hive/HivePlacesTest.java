package granary.hive;

import static org.assertj.core.api.Assertions.assertThat;

import granary.dataset.Frequency;
import granary.dataset.Grain;
import granary.dataset.PartitionKey;
import granary.dataset.Period;
import granary.dataset.SourceName;
import granary.failure.InvalidRequestException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HivePlacesTest {
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 1, 0, 0);

  private final List<String> asked = new ArrayList<>();
  private final Map<String, String> plans = new TreeMap<>();

  @Test
  void readsTheLocationsOfManyOutOfOnePlan() {
    List<PartitionKey> keys = days("a b", 4);
    plans.put(
        "EXPLAIN",
        "OPTIMIZED SQL: SELECT 1 AS `$f0`\n"
            + "Partition Description:\n"
            + String.join("", keys.subList(0, 4).stream().map(HivePlacesTest::planned).toList()));

    Function<PartitionKey, String> places = places(keys);

    assertThat(keys)
        .extracting(places::apply)
        .containsExactly("hdfs://h/t/0", "hdfs://h/t/1", "hdfs://h/t/2", "hdfs://h/t/3");
    assertThat(asked)
        .containsExactly(
            "EXPLAIN EXTENDED SELECT 1 FROM `granary`.`shop` WHERE `source` IN ('a b') AND `day`"
                + " BETWEEN '2026-11-01' AND '2026-11-04'");
  }

  @Test
  void describesWhatThePlanDoesNotName() {
    List<PartitionKey> keys = days("a", 4);
    plans.put("EXPLAIN", planned(keys.get(0)));
    plans.put("DESCRIBE", "Location:\thdfs://h/described");

    assertThat(keys)
        .extracting(places(keys)::apply)
        .containsExactly(
            "hdfs://h/t/0", "hdfs://h/described", "hdfs://h/described", "hdfs://h/described");
  }

  @Test
  void describesEachWhereHiveDoesNotPlan() {
    List<PartitionKey> keys = days("a", 4);
    plans.put("DESCRIBE", "Location:\thdfs://h/described");

    assertThat(keys).extracting(places(keys)::apply).containsOnly("hdfs://h/described");
    assertThat(asked).hasSize(5);
  }

  @Test
  void describesFewAtOnce() {
    plans.put("DESCRIBE", "Location:\thdfs://h/described");

    assertThat(places(days("a", 3)).apply(days("a", 3).get(2))).isEqualTo("hdfs://h/described");
    assertThat(asked).hasSize(1);
  }

  @Test
  void plansNoMoreThanAThousandAtOnce() {
    List<PartitionKey> keys = new ArrayList<>(days("large", 2_500));
    IntStream.range(0, 150).forEach(i -> keys.addAll(days("small" + i, 2)));
    plans.put("EXPLAIN", "");

    Function<PartitionKey, String> ignored = places(keys);

    assertThat(asked)
        .hasSize(5)
        .filteredOn(sql -> sql.contains("'large'"))
        .extracting(sql -> sql.replaceFirst(".* BETWEEN ", ""))
        .containsExactly(
            "'2026-11-01' AND '2029-07-27'",
            "'2029-07-28' AND '2032-04-22'",
            "'2032-04-23' AND '2033-09-04'");
  }

  @Test
  void asksForReferenceDataWithoutATime() {
    PartitionKey key = new PartitionKey(new SourceName("crm"), Frequency.HOT, Period.NONE);

    assertThat(new HiveStatements("granary").explain("users", List.of("crm"), key, key))
        .endsWith("WHERE `source` IN ('crm')");
  }

  private Function<PartitionKey, String> places(List<PartitionKey> keys) {
    return new HivePlaces(this::answer, new HiveStatements("granary"), "shop").of(keys);
  }

  private void answer(String sql, Consumer<List<String>> rows) {
    asked.add(sql);
    String answer = plans.get(sql.substring(0, sql.indexOf(' ')));
    if (answer == null) {
      throw new InvalidRequestException("Cannot run in Hive: " + sql);
    }
    answer.lines().forEach(line -> rows.accept(List.of(line.split("\t", -1))));
  }

  private static List<PartitionKey> days(String source, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            day ->
                new PartitionKey(
                    new SourceName(source),
                    Frequency.HOT,
                    Period.of(Grain.DAY, TIME.plusDays(day))))
        .toList();
  }

  /** As Hive 4.0.1 prints it, apart from what is of no interest. */
  private static String planned(PartitionKey key) {
    return String.join(
        "\n",
        "Partition",
        "input format: org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat",
        "partition values:",
        "day " + key.period().day(),
        "frequency " + key.frequency().value(),
        "source " + key.source().value(),
        "properties:",
        "columns id",
        "location hdfs://h/t/" + (key.period().day().getDayOfMonth() - 1),
        "name granary.shop",
        "serde: org.apache.hadoop.hive.serde2.avro.AvroSerDe",
        "",
        "properties:",
        "EXTERNAL TRUE",
        "location hdfs://h/t",
        "name granary.shop",
        "serde: org.apache.hadoop.hive.serde2.avro.AvroSerDe",
        "name: granary.shop",
        "");
  }
}
