package granary.cli;

import granary.failure.GranaryException;
import granary.failure.UnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Asks a service something small before a command relies on it: a client library's own retries end
 * later, if at all, and in words that name everything but the service. A server that takes the
 * connection and never answers is found too.
 *
 * @param patience how long an answer may take
 */
record ServiceProbe(Duration patience) {
  private static final int TURNS = 200;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /**
   * Checks that the file system of a directory answers.
   *
   * @throws UnavailableException if it does not
   */
  void fileSystem(Path directory, Configuration hadoop) {
    ServiceAddress address = ServiceAddress.ofFileSystem(directory, hadoop);
    if (address.services().isEmpty()) {
      return;
    }
    connect(address);
    boolean ignored =
        answer(address, () -> directory.getFileSystem(hadoop).exists(new Path(directory, "/")));
  }

  /** Tries the only address of a service; several are left to the client's own fail-over. */
  void connect(ServiceAddress address) {
    if (address.services().size() != 1) {
      return;
    }
    String service = address.services().get(0);
    int colon = service.lastIndexOf(':');
    String host = service.substring(0, colon);
    int port = Integer.parseInt(service.substring(colon + 1));
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) CONNECT.toMillis());
    } catch (IOException e) {
      throw unreachable(address, e);
    }
  }

  /**
   * What a first call to a service returns.
   *
   * @throws UnavailableException if it takes longer than the patience, or fails
   */
  <T> T answer(ServiceAddress address, Callable<T> call) {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "probe-" + address.name());
    thread.setDaemon(true);
    thread.start();
    try {
      return await(task);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new UnavailableException(
          "Cannot reach "
              + address.name()
              + ": "
              + address
              + " takes connections and did not answer in "
              + patience.toSeconds()
              + " s"
              + address.remedy(),
          e);
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new UnavailableException("Cannot reach " + address.name() + ": interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GranaryException failure) {
        throw failure;
      }
      throw unreachable(address, e.getCause() == null ? e : e.getCause());
    }
  }

  /**
   * Waits in many short turns: where this machine has no time for us, a turn takes longer than it
   * should, and the delay is not held against the service.
   */
  private <T> T await(FutureTask<T> task)
      throws InterruptedException, ExecutionException, TimeoutException {
    int turn = 1;
    while (true) {
      try {
        return task.get(patience.toMillis() / TURNS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        turn++;
        if (turn > TURNS) {
          throw e;
        }
      }
    }
  }

  private static UnavailableException unreachable(ServiceAddress address, Throwable cause) {
    return new UnavailableException(
        "Cannot reach "
            + address.name()
            + ": "
            + address
            + " does not answer"
            + address.remedy()
            + " ("
            + Failure.oneLine(cause)
            + ")",
        cause);
  }
}
