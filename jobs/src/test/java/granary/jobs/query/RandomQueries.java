package granary.jobs.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Queries that mean the same to Granary and to DuckDB, whose order is fixed by all columns. */
final class RandomQueries {
  private static final List<String> KEYS =
      List.of(
          "name",
          "source",
          "day",
          "flag",
          "attributes.region",
          "qty",
          "qty % 3",
          "year(created_at)",
          "date_trunc('day', created_at)",
          "substring(name, 1, 1)",
          "CASE WHEN qty > 1 THEN 'many' WHEN qty IS NULL THEN NULL ELSE 'few' END",
          "coalesce(attributes.region, 'none')");
  private static final List<String> VALUES =
      List.of(
          "count(*)",
          "count(qty)",
          "count(DISTINCT name)",
          "count(DISTINCT attributes.score)",
          "sum(DISTINCT amount)",
          "sum(amount)",
          "sum(big)",
          "sum(price)",
          "sum(amount * qty)",
          "sum(amount) FILTER (WHERE flag)",
          "avg(qty)",
          "min(name)",
          "max(created_at)",
          "min(amount)",
          "max(sold)",
          "max(big)",
          "min(price)");
  private static final List<String> CONDITIONS =
      List.of(
          "qty > 1",
          "qty IN (0, 2, 4)",
          "qty NOT IN (1, 3)",
          "name LIKE 'a%'",
          "name = ''",
          "name <> 'bob'",
          "flag",
          "NOT flag",
          "flag IS NULL",
          "amount BETWEEN -100 AND 900.5",
          "amount IS NOT NULL",
          "big < -1000000",
          "price >= 3.5",
          "day >= DATE '2026-11-03'",
          "day = '2026-11-02'",
          "source = 'mobile'",
          "source LIKE 'pos%'",
          "attributes.region = 'EU'",
          "attributes.region IS NULL",
          "attributes.score > 500000000000",
          "created_at >= TIMESTAMP '2026-11-20 00:00:00'",
          "created_at < '2026-11-22 12:00:00'",
          "sold + INTERVAL '1' DAY > DATE '2026-11-04'",
          "id < 700",
          "frequency = 'hot'",
          "source = 'nowhere'");

  private final Random random;

  RandomQueries(long seed) {
    random = new Random(seed);
  }

  String next() {
    return switch (random.nextInt(4)) {
      case 0 -> rows();
      case 1 -> distinct();
      default -> groups();
    };
  }

  private String rows() {
    return "SELECT id, "
        + String.join(", ", some(KEYS, 1, 4))
        + ", amount, big, price, created_at FROM sales"
        + where()
        + " ORDER BY id"
        + (random.nextBoolean() ? " DESC" : "")
        + limit();
  }

  private String distinct() {
    List<String> keys = some(KEYS, 1, 3);
    return "SELECT DISTINCT "
        + String.join(", ", keys)
        + " FROM sales"
        + where()
        + orderBy(keys.size())
        + limit();
  }

  private String groups() {
    List<String> keys = some(KEYS, 0, 3);
    List<String> outputs = new ArrayList<>(keys);
    outputs.addAll(some(VALUES, 1, 4));
    String having = random.nextInt(3) == 0 && !keys.isEmpty() ? " HAVING count(*) > 20" : "";
    return "SELECT "
        + String.join(", ", outputs)
        + " FROM sales"
        + where()
        + (keys.isEmpty() ? "" : " GROUP BY " + String.join(", ", keys))
        + having
        + (keys.isEmpty() ? "" : orderBy(outputs.size()) + limit());
  }

  private String where() {
    List<String> conditions = some(CONDITIONS, 0, 3);
    if (conditions.isEmpty()) {
      return "";
    }
    return " WHERE " + String.join(random.nextInt(3) == 0 ? " OR " : " AND ", conditions);
  }

  private String orderBy(int outputs) {
    return IntStream.rangeClosed(1, outputs)
        .mapToObj(
            i ->
                i
                    + (random.nextInt(3) == 0 ? " DESC" : "")
                    + (random.nextInt(4) == 0 ? " NULLS FIRST" : " NULLS LAST"))
        .collect(Collectors.joining(", ", " ORDER BY ", ""));
  }

  private String limit() {
    return switch (random.nextInt(4)) {
      case 0 -> " LIMIT " + random.nextInt(12);
      case 1 -> " LIMIT 5 OFFSET " + random.nextInt(6);
      default -> "";
    };
  }

  private List<String> some(List<String> of, int min, int max) {
    List<String> chosen = new ArrayList<>(of);
    java.util.Collections.shuffle(chosen, random);
    return chosen.subList(0, min + random.nextInt(max - min + 1));
  }
}
