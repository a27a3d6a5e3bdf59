package granary.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.engine.FragmentDatabase;
import granary.engine.FragmentLimits;
import granary.engine.NamedColumn;
import granary.failure.InvalidRequestException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueryPlannerTest {
  private static final Instant NOW = Instant.parse("2026-11-24T23:30:00Z");

  private final QueryPlanner planner = new QueryPlanner(new TestTables(), NOW);

  @TempDir private Path directory;

  private List<String> names(String sql) {
    return planner.plan(sql).columns().stream().map(NamedColumn::name).toList();
  }

  /** The one row of a query without a table, as DuckDB shows it. */
  private List<String> row(String sql) throws Exception {
    QueryPlan plan = planner.plan(sql);
    List<String> row = new ArrayList<>();
    try (FragmentDatabase database = FragmentDatabase.open(new FragmentLimits(128, directory))) {
      database.query(
          plan.stages().get(0).sql(),
          results -> {
            while (results.next()) {
              for (int i = 1; i <= plan.columns().size(); i++) {
                row.add(String.valueOf(results.getString(i)));
              }
            }
          });
    }
    return row;
  }

  @Test
  void aggregatesOnEachTaskAndAgainOnOne() {
    QueryPlan plan = planner.plan("SELECT source, avg(qty) FROM sales GROUP BY source");

    assertThat(plan.stages()).hasSize(2);
    assertThat(plan.stages().get(0).sql())
        .contains("CAST(sum(t.c1) AS DECIMAL(38,0))", "count(t.c1)", "GROUP BY t.c0");
    assertThat(plan.stages().get(1).sql()).contains("${stage0}", "nullif(sum(t.p0n), 0)");
  }

  @Test
  void plainRowsNeedOneStageOnly() {
    assertThat(planner.plan("SELECT id FROM sales WHERE qty > 3").stages()).hasSize(1);
  }

  @Test
  void firstRowsAreTakenOnEachTask() {
    QueryPlan plan = planner.plan("SELECT id FROM sales ORDER BY id DESC LIMIT 3 OFFSET 2");

    assertThat(plan.stages().get(0).sql()).endsWith("ORDER BY t.c0 DESC NULLS LAST LIMIT 5");
    assertThat(plan.stages().get(1).sql())
        .endsWith("ORDER BY t.c0 DESC NULLS LAST LIMIT 3 OFFSET 2");
  }

  @Test
  void filtersReachTheLedgerAndOnlyNeededColumnsTheScan() {
    QueryPlan.TableScanPlan scan =
        planner
            .plan("SELECT name FROM sales WHERE day >= '2026-11-02' AND upper(name) = 'A'")
            .scan()
            .orElseThrow();

    assertThat(scan.filter().toString()).isEqualTo("ref(name=\"day\") >= 20759");
    assertThat(scan.columns()).extracting(c -> c.path().get(0)).containsExactly("name", "day");
  }

  @Test
  void leavesOfRecordsAreColumns() {
    assertThat(names("SELECT Attributes.Region, s.attributes.region AS r, `day` FROM sales s"))
        .containsExactly("Region", "r", "day");
  }

  @Test
  void currentTimeIsTheJobs() throws Exception {
    assertThat(row("SELECT current_date, current_timestamp"))
        .containsExactly("2026-11-24", "2026-11-24 23:30:00.0");
  }

  @Test
  void quotientsAreDoubleAndNullWhereTheDivisorIsZero() throws Exception {
    assertThat(row("SELECT 7 / 2, div(7, 2), 1 / 0, 1.5 / 0, 7 % 0, div(1, 0)"))
        .containsExactly("3.5", "3", "null", "null", "null", "null");
  }

  @Test
  void castsCutOffFractionsAndTextThatIsTooLong() throws Exception {
    assertThat(
            row(
                "SELECT cast(2.5e0 AS int), cast(3.5e0 AS int), cast(-2.7 AS int), cast('2.7' AS"
                    + " int), cast(true AS varchar), cast('abcdef' AS varchar(3)), cast(2.345 AS"
                    + " decimal(10,2)), try_cast('x' AS int)"))
        .containsExactly("2", "3", "-2", "2", "TRUE", "abc", "2.35", "null");
  }

  @Test
  void bytesHaveTheirOwnLengthAndAreUtf8WhereTextIsWanted() throws Exception {
    assertThat(
            row(
                "SELECT length(X'C3A9FF'), octet_length(X'C3A9'), length('é'), octet_length('é'),"
                    + " cast(X'C3A9' AS varchar), try_cast(X'FF' AS varchar), upper(X'C3A9'),"
                    + " octet_length(cast('é' AS varbinary)), cast(X'C3A962' AS varchar(1))"))
        .containsExactly("3", "2", "1", "2", "é", "null", "É", "2", "é");
  }

  @Test
  void datesStayDatesAndTextIsNotPadded() throws Exception {
    assertThat(
            row(
                "SELECT date '2026-11-30' + interval '1' day, date '2026-01-31' + interval '1'"
                    + " month, CASE WHEN 1 = 1 THEN 'a' ELSE 'abc' END || '.', 'a' = 'a  '"))
        .containsExactly("2026-12-01", "2026-02-28", "a.", "false");
  }

  @Test
  void largeIntervalsKeepTheirSize() throws Exception {
    assertThat(row("SELECT timestamp '2026-11-01 00:00:00' + interval '20' day"))
        .containsExactly("2026-11-21 00:00:00.0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT nme FROM sales | Column 'nme' not found in any table (line 1, column 8)",
        "SELECT id FROM slaes | did you mean sales? (line 1, column 16)",
        "SELECT id FROM sales WHERE foo(id) = 1 | signature foo(<NUMERIC>) (line 1, column 28)",
        "SELECT id, FROM sales | (line 1, column 10)",
        "SELECT a.id FROM sales a JOIN sales b ON a.id = b.id | several datasets",
        "SELECT rank() OVER (ORDER BY id) FROM sales | window functions are not supported yet",
        "SELECT id FROM sales UNION SELECT id FROM sales | UNION is not supported yet",
        "SELECT cast(id AS char(3)) FROM sales | the type CHAR is not supported",
        "DELETE FROM sales | a query was expected",
        "SELEC id FROM sales | no query begins with 'SELEC'; did you mean SELECT? (line"
            + " 1, column 1)",
        "sales | no query begins with 'sales'; SELECT or WITH was expected (line 1, column 1)",
        "SELECT id FORM sales | did you mean FROM with 'FORM'? (line 1, column 16)",
        "SELECT id FROM sales WHER id = 1 | did you mean WHERE with 'WHER'? (line 1, column 27)",
        "SELECT id FROM orders 5 | Encountered \"5\" (line 1, column 23)",
      })
  void refusesByNameAndPlace(String sql, String message) {
    assertThatThrownBy(() -> planner.plan(sql))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("Cannot plan query: ")
        .hasMessageContaining(message);
  }
}
