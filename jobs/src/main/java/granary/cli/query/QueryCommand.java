package granary.cli.query;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cli.Table;
import granary.engine.ColumnType;
import granary.engine.NamedColumn;
import granary.failure.InvalidRequestException;
import granary.jobs.query.QueryJob;
import granary.jobs.query.QueryResult;
import granary.jobs.query.QuerySettings;
import granary.jobs.query.QuerySummary;
import granary.jobs.query.ResultFile;
import granary.jobs.query.ResultFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs SQL over a dataset and prints the rows, or writes them to a file. */
@Command(
    name = "query",
    header = "Runs SQL over a dataset as a job.",
    footer = {
      "",
      "The columns are the schema's (attributes.region for a nested one), source, frequency and the"
          + " partition's day, hour or month. Times are UTC.",
      "",
      "Example:",
      "  granary query \"SELECT source, count(*) AS n FROM users GROUP BY source ORDER BY n DESC\""
    })
public final class QueryCommand implements LeafCommand {
  private enum Format {
    TABLE,
    CSV,
    JSON,
    AVRO
  }

  @Parameters(arity = "0..1", paramLabel = "SQL", description = "The query.")
  private @Nullable String sql;

  @Option(names = "--file", paramLabel = "FILE", description = "Read the SQL from this file.")
  private @Nullable Path file;

  @Option(
      names = "--output",
      paramLabel = "URI",
      description = "Write all rows to this new file; it appears when it is whole.")
  private @Nullable String output;

  @Option(
      names = "--format",
      paramLabel = "table|csv|json|avro",
      description = "How rows are written. Default: table on the terminal, csv in a file.")
  private @Nullable Format format;

  @Option(names = "--explain", description = "Print the plan and run nothing.")
  private boolean explain;

  @Option(
      names = "--as-of",
      paramLabel = "SNAPSHOT|TIME",
      description = "Query an earlier state. Not there yet.")
  private @Nullable String asOf;

  /** Made by the command line. */
  public QueryCommand() {}

  @Override
  public Report run(Session session) throws IOException, InterruptedException {
    if (asOf != null) {
      throw new InvalidRequestException("Cannot query an earlier state: --as-of is not there yet");
    }
    Format chosen = format != null ? format : output == null ? Format.TABLE : Format.CSV;
    if (chosen == (output == null ? Format.AVRO : Format.TABLE)) {
      throw new InvalidRequestException(
          "Cannot write the result: --format "
              + chosen.name().toLowerCase(Locale.ROOT)
              + (output == null ? " needs --output" : " is for the terminal"));
    }
    Instant begin = session.clock().instant();
    QueryJob job =
        QueryJob.plan(
            text(), session.ledger(), session.settings(), session.hadoop(), session.clock());
    if (explain) {
      return Report.of(Map.of("plan", job.explain()), job.explain());
    }
    ResultFile target = output == null ? null : ResultFile.of(output, session.hadoop());
    try (QueryResult result = job.run(session.jobs(), session.progress())) {
      Duration took = Duration.between(begin, session.clock().instant());
      QueryView.Head head = head(result, took.toMillis() / 1000.0);
      return target == null
          ? printed(session, result, head, chosen)
          : written(target, result, head, chosen);
    }
  }

  private String text() throws IOException {
    if ((sql == null) == (file == null)) {
      throw new InvalidRequestException("Cannot run a query: SQL or --file FILE was expected");
    }
    if (file == null) {
      return String.valueOf(sql);
    }
    if (!Files.isRegularFile(file)) {
      throw new InvalidRequestException("Cannot read SQL: there is no file " + file);
    }
    return Files.readString(file);
  }

  private static QueryView.Head head(QueryResult result, double seconds) {
    return new QueryView.Head(
        result.columns().stream().map(NamedColumn::name).toList(),
        result.columns().stream().map(column -> column.type().sql()).toList(),
        result.rows(),
        seconds);
  }

  private static Report written(
      ResultFile target, QueryResult result, QueryView.Head head, Format format) {
    String uri = target.write(result, ResultFormat.valueOf(format.name()));
    return Report.of(
        QueryView.of(head, List.of(), uri, result.summary()),
        String.format(Locale.ROOT, "%,d rows in %s\n", head.rowCount(), uri)
            + footer(head, result.summary()));
  }

  private static Report printed(
      Session session, QueryResult result, QueryView.Head head, Format format) throws IOException {
    int max = QuerySettings.from(session.settings()).maxRows();
    List<List<@Nullable Object>> rows = new ArrayList<>();
    result.read(
        row -> {
          if (rows.size() < max) {
            rows.add(row);
          }
          return rows.size() < max;
        });
    if (head.rowCount() > rows.size()) {
      session
          .messages()
          .printf(
              Locale.ROOT,
              "Printed the first %,d of %,d rows; --output URI writes all of them.%n",
              rows.size(),
              head.rowCount());
    }
    String text =
        format == Format.TABLE
            ? table(result.columns(), rows) + footer(head, result.summary())
            : formatted(result, format, max);
    return Report.of(QueryView.of(head, rows, null, result.summary()), text);
  }

  private static String formatted(QueryResult result, Format format, int max) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long ignored = ResultFormat.valueOf(format.name()).write(result, out, max);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String table(List<NamedColumn> columns, List<List<@Nullable Object>> rows) {
    Table table = Table.of(columns.stream().map(NamedColumn::name).toList());
    for (int i = 0; i < columns.size(); i++) {
      if (isNumber(columns.get(i).type())) {
        table.right(i);
      }
    }
    for (List<@Nullable Object> row : rows) {
      table.row(row.stream().map(QueryCommand::cell).toList());
    }
    return table.toString();
  }

  private static boolean isNumber(ColumnType type) {
    return switch (type.kind()) {
      case INTEGER, BIGINT, REAL, DOUBLE, DECIMAL -> true;
      default -> false;
    };
  }

  private static String cell(@Nullable Object value) {
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    return value instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(value);
  }

  private static String footer(QueryView.Head head, QuerySummary summary) {
    return String.format(
        Locale.ROOT,
        "%,d rows in %.1f s (job %s: %,d tasks; %,d partitions read, %,d pruned; %,d rows of %,d"
            + " files scanned)",
        head.rowCount(),
        head.seconds(),
        summary.job(),
        summary.tasks(),
        summary.partitionsRead(),
        summary.partitionsPruned(),
        summary.rowsScanned(),
        summary.filesRead());
  }
}
