package granary.cli.hive;

import granary.cli.Amounts;
import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.ResultText;
import granary.cli.Session;
import granary.hive.HiveRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a statement in Hive. */
@Command(
    name = "query",
    header = "Runs SQL in HiveServer2 over JDBC, as any other client would.",
    footer = {
      "",
      "Example:",
      "  granary hive query \"SELECT source, count(*) FROM transactions GROUP BY source\""
    })
final class QueryCommand implements LeafCommand {
  @Parameters(paramLabel = "SQL", description = "One statement, without a semicolon behind it.")
  String sql = "";

  @Option(
      names = "--format",
      paramLabel = "table|csv|json",
      description = "How rows are printed. Default: table.")
  Format format = Format.TABLE;

  enum Format {
    TABLE,
    CSV,
    JSON
  }

  @Override
  public Report run(Session session) {
    Instant started = session.clock().instant();
    Rows rows = new Rows();
    session.hive().query(sql.strip().replaceAll(";\\s*$", ""), rows);
    Duration duration = Duration.between(started, session.clock().instant());
    String text =
        switch (format) {
          case TABLE ->
              rows.columns.isEmpty()
                  ? "Done in " + Amounts.seconds(duration) + "."
                  : ResultText.table(rows.columns, rows.rows);
          case CSV -> rows.columns.isEmpty() ? "" : ResultText.csv(rows.columns, rows.rows);
          case JSON -> ResultText.json(rows.columns, rows.rows);
        };
    return Report.of(new Answer(rows.columns, rows.rows, duration.toMillis() / 1000.0), text);
  }

  /** What {@code --json} prints. */
  record Answer(List<String> columns, List<List<@Nullable Object>> rows, double seconds) {}

  private static final class Rows implements HiveRows {
    private List<String> columns = List.of();
    private final List<List<@Nullable Object>> rows = new ArrayList<>();

    @Override
    public void columns(List<String> names) {
      columns = names;
    }

    @Override
    public void row(List<@Nullable Object> values) {
      rows.add(values);
    }
  }
}
