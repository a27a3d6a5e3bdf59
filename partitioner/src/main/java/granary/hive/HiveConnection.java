package granary.hive;

import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One session in HiveServer2. Not thread-safe. */
final class HiveConnection implements AutoCloseable {
  private static final String DRIVER = "org.apache.hive.jdbc.HiveDriver";

  private final Connection connection;

  private HiveConnection(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens a session.
   *
   * @throws UnavailableException if that cannot be done in time; it names the server
   */
  static HiveConnection open(HiveSettings settings) {
    String url = settings.url().orElseThrow();
    Properties properties = new Properties();
    properties.setProperty(
        "user", settings.user().orElseGet(() -> System.getProperty("user.name", "granary")));
    properties.setProperty("password", "");
    try {
      Class.forName(DRIVER);
      DriverManager.setLoginTimeout((int) Math.max(1, settings.timeout().toSeconds()));
      HiveConnection opened = new HiveConnection(connect(url, properties, settings.timeout()));
      // Column names as they were asked for, not with the table in front.
      opened.execute("SET hive.resultset.use.unique.column.names=false");
      return opened;
    } catch (ClassNotFoundException e) {
      throw new WorkFailedException(
          "Cannot reach Hive: its JDBC driver is not on the class path (" + DRIVER + ")", e);
    } catch (SQLException e) {
      throw new UnavailableException(
          "Cannot reach Hive: " + firstLine(e) + " (" + url + "); is HiveServer2 running?", e);
    }
  }

  /**
   * Connects in a thread of its own: the driver's timeout does not hold for a server that takes the
   * connection and says nothing.
   */
  private static Connection connect(String url, Properties properties, Duration timeout)
      throws SQLException {
    FutureTask<Connection> task =
        new FutureTask<>(() -> DriverManager.getConnection(url, properties));
    Thread thread = new Thread(task, "hive-connect");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException failure) {
        throw failure;
      }
      throw new SQLException(String.valueOf(e.getCause()), e);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new SQLException("no answer in " + timeout.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
  }

  void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  /** The rows of a short answer, as text. */
  List<List<String>> rows(String sql) {
    List<List<String>> rows = new ArrayList<>();
    rows(sql, rows::add);
    return rows;
  }

  /** The rows of a long answer, as text, one after the other. */
  void rows(String sql, Consumer<List<String>> rows) {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          String value = result.getString(i);
          row.add(value == null ? "" : value.strip());
        }
        rows.accept(row);
      }
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  /** Runs a user's statement. */
  void query(String sql, HiveRows rows) {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        rows.columns(List.of());
        return;
      }
      try (ResultSet result = statement.getResultSet()) {
        HiveValues values = new HiveValues(result);
        rows.columns(values.names());
        while (result.next()) {
          rows.row(values.row());
        }
      }
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure("close the session", e);
    }
  }

  /**
   * Hive's error codes from 10000 to 19999 are those of its compiler: the statement is at fault.
   */
  private static RuntimeException failure(String sql, SQLException e) {
    String message = "Cannot run in Hive: " + firstLine(e) + " (" + shortened(sql) + ")";
    if (connectionLost(e)) {
      return new UnavailableException(message, e);
    }
    boolean refused =
        (e.getErrorCode() >= 10_000 && e.getErrorCode() < 20_000)
            || "42000".equals(e.getSQLState());
    return refused ? new InvalidRequestException(message, e) : new WorkFailedException(message, e);
  }

  private static boolean connectionLost(SQLException e) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.io.IOException
          || cause.getClass().getName().endsWith("TTransportException")) {
        return true;
      }
    }
    return e.getSQLState() != null && e.getSQLState().startsWith("08");
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static String shortened(String sql) {
    return sql.length() <= 200 ? sql : sql.substring(0, 200) + "…";
  }
}
