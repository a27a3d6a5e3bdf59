package granary.cli.query;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.failure.InvalidRequestException;
import granary.jobs.query.QueryJob;
import granary.jobs.query.QueryResult;
import granary.jobs.query.ResultFile;
import granary.jobs.query.ResultFormat;
import granary.sql.AsOf;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
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
      "  granary query \"SELECT source, count(*) AS n FROM users GROUP BY source ORDER BY n DESC\"",
      "  granary query \"SELECT * FROM users WHERE day = DATE '2026-11-22'\" --format csv --output"
          + " users.csv"
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
      description =
          "Write all rows to this file, hdfs: or file: (a path alone is on this machine); it"
              + " appears when it is whole.")
  private @Nullable String output;

  @Option(
      names = "--format",
      paramLabel = "table|csv|json|avro",
      description =
          "How rows are written. Default: table on the terminal, csv in a file. json is one array"
              + " of objects.")
  private @Nullable Format format;

  @Option(names = "--overwrite", description = "Let --output replace a file of that name.")
  private boolean overwrite;

  @Option(
      names = "--explain",
      description =
          "Run nothing; print what would be read, what need not be, and what each task does.")
  private boolean explain;

  @Option(
      names = "--as-of",
      paramLabel = "SNAPSHOT|TIME",
      description =
          "Query an earlier state: a snapshot's ID, or a time such as 2026-11-22T10:00:00Z (without"
              + " a zone UTC), which means the last commit before it.")
  private @Nullable String asOf;

  /** Made by the command line. */
  public QueryCommand() {}

  @Override
  public Report run(Session session) throws IOException, InterruptedException {
    Format chosen = format != null ? format : output == null ? Format.TABLE : Format.CSV;
    checkOptions(chosen);
    Instant begin = session.clock().instant();
    QueryJob.Request request =
        new QueryJob.Request(text(), Optional.ofNullable(asOf).map(AsOf::new));
    QueryJob job =
        QueryJob.plan(
            request, session.ledger(), session.settings(), session.hadoop(), session.clock());
    if (explain) {
      return Report.of(job.explain(), job.explain().text());
    }
    ResultFile target =
        output == null ? null : ResultFile.of(output, existing(), session.hadoop(), begin);
    try (QueryResult result = job.run(session.jobs(), session.progress())) {
      session.endProgress();
      Duration took = Duration.between(begin, session.clock().instant());
      QueryPrinter printer = new QueryPrinter(session, result, took.toMillis() / 1000.0);
      if (target != null) {
        return printer.file(target, ResultFormat.valueOf(chosen.name()));
      }
      return chosen == Format.TABLE
          ? printer.table()
          : printer.stream(ResultFormat.valueOf(chosen.name()));
    }
  }

  private void checkOptions(Format chosen) {
    if (chosen == (output == null ? Format.AVRO : Format.TABLE)) {
      throw new InvalidRequestException(
          "Cannot write the result: --format "
              + chosen.name().toLowerCase(Locale.ROOT)
              + (output == null ? " needs --output" : " is for the terminal"));
    }
    if (overwrite && output == null) {
      throw new InvalidRequestException("Cannot write the result: --overwrite needs --output");
    }
  }

  private ResultFile.Existing existing() {
    return overwrite ? ResultFile.Existing.REPLACE : ResultFile.Existing.REFUSE;
  }

  private String text() throws IOException {
    if ((sql == null) == (file == null)) {
      throw new InvalidRequestException(
          "Cannot run a query: either SQL or --file FILE was expected; put the SQL in double"
              + " quotes");
    }
    String text = file == null ? String.valueOf(sql) : read(file);
    if (text.isBlank()) {
      throw new InvalidRequestException(
          "Cannot run a query: there is no SQL in it (" + (file == null ? "''" : file) + ")");
    }
    return text;
  }

  private static String read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidRequestException("Cannot read SQL: there is no such file (" + file + ")");
    }
    try {
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new InvalidRequestException("Cannot read SQL: it is not UTF-8 (" + file + ")", e);
    }
  }
}
