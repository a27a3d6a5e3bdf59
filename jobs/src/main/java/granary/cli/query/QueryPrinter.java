package granary.cli.query;

import granary.cli.Amounts;
import granary.cli.Report;
import granary.cli.Session;
import granary.cli.Table;
import granary.engine.ColumnType;
import granary.engine.NamedColumn;
import granary.failure.WorkFailedException;
import granary.jobs.query.QueryResult;
import granary.jobs.query.QuerySettings;
import granary.jobs.query.QuerySummary;
import granary.jobs.query.ResultFile;
import granary.jobs.query.ResultFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings a query's rows to the user: as a table, as a stream on standard output, into a file. */
final class QueryPrinter {
  private final Session session;
  private final QueryResult result;
  private final QueryView.Head head;

  QueryPrinter(Session session, QueryResult result, double seconds) {
    this.session = session;
    this.result = result;
    this.head =
        new QueryView.Head(
            result.columns().stream().map(NamedColumn::name).toList(),
            result.columns().stream().map(column -> column.type().sql()).toList(),
            result.rows(),
            seconds);
  }

  /** Writes all rows to a file. */
  Report file(ResultFile target, ResultFormat format) {
    String uri = target.write(result, format, session::isStopped);
    return Report.of(
        QueryView.of(head, List.of(), uri, result.summary()),
        Amounts.of(head.rowCount(), "row") + " in " + uri + "\n" + footer());
  }

  /** Writes all rows to standard output, of any number; with {@code --json}, one document. */
  Report stream(ResultFormat format) throws IOException {
    Optional<PrintStream> out = session.rowsOut();
    if (out.isEmpty()) {
      return document();
    }
    format.write(result, new CheckedOutput(out.get()), session::isStopped);
    session.messages().println(footer());
    return new Report(null, "", 0);
  }

  /** A table for people. */
  Report table() throws IOException {
    if (session.rowsOut().isEmpty()) {
      return document();
    }
    return Report.of(List.of(), text(firstRows()) + footer());
  }

  private Report document() throws IOException {
    return Report.of(QueryView.of(head, firstRows(), null, result.summary()), "");
  }

  /** As many as are held in memory at once; that there are more is said. */
  private List<List<@Nullable Object>> firstRows() throws IOException {
    int max = QuerySettings.from(session.settings()).maxRows();
    List<List<@Nullable Object>> rows = new ArrayList<>();
    if (head.rowCount() > 0) {
      result.read(
          row -> {
            rows.add(row);
            return rows.size() < max;
          });
    }
    if (head.rowCount() > rows.size()) {
      session
          .messages()
          .printf(
              Locale.ROOT,
              "Printed the first %,d of %,d rows; --format csv or --output URI writes all of"
                  + " them.%n",
              rows.size(),
              head.rowCount());
    }
    return rows;
  }

  private String text(List<List<@Nullable Object>> rows) {
    List<NamedColumn> columns = result.columns();
    Table table = Table.of(head.columns());
    for (int i = 0; i < columns.size(); i++) {
      if (isNumber(columns.get(i).type())) {
        table.right(i);
      }
    }
    for (List<@Nullable Object> row : rows) {
      table.row(row.stream().map(QueryPrinter::cell).toList());
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
    if (value == null) {
      return "NULL";
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    return value instanceof byte[] bytes
        ? Base64.getEncoder().encodeToString(bytes)
        : value.toString();
  }

  private String footer() {
    QuerySummary summary = result.summary();
    return String.format(
        Locale.ROOT,
        "%s in %.1f s (job %s: %s; %s read, %,d pruned; %s of %s scanned)",
        Amounts.of(head.rowCount(), "row"),
        head.seconds(),
        summary.job(),
        Amounts.of(summary.tasks(), "task"),
        Amounts.of(summary.partitionsRead(), "partition"),
        summary.partitionsPruned(),
        Amounts.of(summary.rowsScanned(), "row"),
        Amounts.of(summary.filesRead(), "file"));
  }

  /** Standard output that says when it takes no more, which a PrintStream keeps for itself. */
  private static final class CheckedOutput extends OutputStream {
    private final PrintStream out;

    CheckedOutput(PrintStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) {
      out.write(value);
      check();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      out.write(bytes, offset, length);
      check();
    }

    private void check() {
      if (out.checkError()) {
        throw new WorkFailedException(
            "Cannot print the result of query: standard output took no more (is the disk full, or"
                + " did its reader end?)");
      }
    }

    @Override
    public void flush() {
      out.flush();
    }
  }
}
