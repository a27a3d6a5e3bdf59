package granary.coordination;

import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session with ZooKeeper. Curator keeps the session alive; reads and transactions go over the raw
 * handle, so that nobody repeats a compare-and-set below us. Paths are below the settings' path.
 *
 * <p>Safe for use by several threads; one for each process, which closes it.
 */
public final class ZooKeeperConnection implements Transactions, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperConnection.class);

  private final ZooKeeperSettings settings;
  private final CuratorFramework curator;

  private ZooKeeperConnection(ZooKeeperSettings settings, CuratorFramework curator) {
    this.settings = settings;
    this.curator = curator;
  }

  /**
   * Connects, and makes the settings' path.
   *
   * @throws InvalidRequestException if no servers are set
   * @throws UnavailableException if none of them answers in time; the message names them
   */
  public static ZooKeeperConnection open(ZooKeeperSettings settings) {
    if (settings.connect().isBlank()) {
      throw new InvalidRequestException(
          "Cannot open the ledger: no ZooKeeper is set; give "
              + ZooKeeperSettings.CONNECT.key()
              + "=host:port or start the embedded cluster ("
              + ZooKeeperSettings.CONNECT.key()
              + " is empty)");
    }
    CuratorFramework curator =
        CuratorFrameworkFactory.builder()
            .connectString(settings.connect())
            .sessionTimeoutMs((int) settings.sessionTimeout().toMillis())
            .connectionTimeoutMs((int) settings.connectionTimeout().toMillis())
            .retryPolicy(new RetryOneTime(100))
            .dontUseContainerParents()
            .build();
    curator.start();
    ZooKeeperConnection connection = new ZooKeeperConnection(settings, curator);
    try {
      connection.awaitConnected();
      connection.ensure("");
      return connection;
    } catch (RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** Reads a node as it is after every write that was acknowledged to anyone before this call. */
  public Optional<Node> read(String path) {
    return read(path, Freshness.LATEST);
  }

  /** Reads a node. */
  public Optional<Node> read(String path, Freshness freshness) {
    return call(
        "read " + path,
        zooKeeper -> {
          CompletableFuture<Integer> fresh = fresh(zooKeeper, absolute(path), freshness);
          Optional<Node> node = find(zooKeeper, absolute(path), null);
          await(fresh, absolute(path));
          return node;
        });
  }

  /**
   * Reads a node as it is known to this session.
   *
   * @param watch is told of its next change or its removal; of nothing if it is not there
   */
  public Optional<Node> watch(String path, Watch watch) {
    return call("watch " + path, zooKeeper -> find(zooKeeper, absolute(path), e -> watch.tell()));
  }

  private static Optional<Node> find(
      ZooKeeper zooKeeper, String absolute, @Nullable Watcher watcher)
      throws KeeperException, InterruptedException {
    Stat stat = new Stat();
    try {
      return Optional.of(node(zooKeeper.getData(absolute, watcher, stat), stat));
    } catch (KeeperException.NoNodeException e) {
      return Optional.empty();
    }
  }

  /** Reads several nodes in one request; in the order of the paths. */
  public List<Optional<Node>> readAll(List<String> paths, Freshness freshness) {
    if (paths.isEmpty()) {
      return List.of();
    }
    return call(
        "read " + paths,
        zooKeeper -> {
          CompletableFuture<Integer> fresh = fresh(zooKeeper, absolute(paths.get(0)), freshness);
          List<Op> reads = paths.stream().map(path -> Op.getData(absolute(path))).toList();
          List<Optional<Node>> nodes = new ArrayList<>();
          for (OpResult result : zooKeeper.multi(reads)) {
            nodes.add(
                result instanceof OpResult.GetDataResult found
                    ? Optional.of(node(found.getData(), found.getStat()))
                    : Optional.empty());
          }
          await(fresh, absolute(paths.get(0)));
          return nodes;
        });
  }

  private static Node node(byte[] data, Stat stat) {
    return new Node(data, stat.getVersion(), stat.getCzxid());
  }

  /**
   * Lines up at a node, which is made where it is missing, and waits until all who came before have
   * left or are dead, for a time. Whoever gets a place leaves it by {@link Place#close}, in the
   * same thread. A place keeps others waiting; it never protects data, since its session may have
   * ended.
   *
   * @return the first place; empty if there was none in time, or the connection was lost
   */
  public Optional<Place> lineUp(String path, Duration atMost) {
    InterProcessMutex mutex = new InterProcessMutex(curator, absolute(path));
    try {
      if (mutex.acquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.of(() -> leave(mutex, path));
      }
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException(
          "Cannot wait for " + path + ": interrupted (" + servers() + ")", e);
    } catch (Exception e) {
      LOG.info("Goes on without a place at {}", path, e);
      return Optional.empty();
    }
  }

  private static void leave(InterProcessMutex mutex, String path) {
    try {
      mutex.release();
    } catch (Exception e) {
      // The node goes with this process's session; others do not wait for it that long.
      LOG.info("Left the place at {} to the end of the session", path, e);
    }
  }

  /** A place in a line. */
  @FunctionalInterface
  public interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /** The names of a node's children as {@link Freshness#LATEST}. */
  public List<String> children(String path) {
    return children(path, Freshness.LATEST);
  }

  /** The names of a node's children, unordered; empty if it is not there. */
  public List<String> children(String path, Freshness freshness) {
    return call(
        "list " + path,
        zooKeeper -> {
          CompletableFuture<Integer> fresh = fresh(zooKeeper, absolute(path), freshness);
          List<String> children = List.of();
          try {
            children = zooKeeper.getChildren(absolute(path), false);
          } catch (KeeperException.NoNodeException e) {
            children = List.of();
          }
          await(fresh, absolute(path));
          return children;
        });
  }

  /**
   * The same as this session knows them.
   *
   * @param watch is told when the next comes or goes; of nothing if the node is not there
   */
  public List<String> watchChildren(String path, Watch watch) {
    return call(
        "watch " + path,
        zooKeeper -> {
          try {
            return zooKeeper.getChildren(absolute(path), e -> watch.tell());
          } catch (KeeperException.NoNodeException e) {
            return List.<String>of();
          }
        });
  }

  /** Makes a node without content, and those above it, where they are missing. */
  public void ensure(String path) {
    String absolute = absolute(path);
    call(
        "create " + path,
        zooKeeper -> {
          for (int end = absolute.indexOf('/', 1); ; end = absolute.indexOf('/', end + 1)) {
            String parent = end < 0 ? absolute : absolute.substring(0, end);
            if (zooKeeper.exists(parent, false) == null) {
              createQuietly(zooKeeper, parent);
            }
            if (end < 0) {
              return parent;
            }
          }
        });
  }

  /** Removes a node and all below it, as far as they are there. */
  public void deleteTree(String path) {
    for (String child : children(path)) {
      deleteTree(path + "/" + child);
    }
    call(
        "delete " + path,
        zooKeeper -> {
          try {
            zooKeeper.delete(absolute(path), NodeChange.ANY_VERSION);
          } catch (KeeperException.NoNodeException e) {
            return false;
          } catch (KeeperException.NotEmptyException e) {
            // Somebody has added to it meanwhile.
            deleteTree(path);
          }
          return true;
        });
  }

  @Override
  public TransactionOutcome apply(List<NodeChange> steps) {
    awaitConnected();
    try {
      curator.getZookeeperClient().getZooKeeper().multi(steps.stream().map(this::op).toList());
      return new TransactionOutcome.Applied();
    } catch (KeeperException e) {
      return outcome(e, steps);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new TransactionOutcome.Unknown(e);
    } catch (Exception e) {
      throw unavailable("commit", e);
    }
  }

  /** The servers, for messages. */
  public String servers() {
    return settings.connect();
  }

  /** How long a caller should go on asking when answers get lost. */
  public Duration patience() {
    return settings.sessionTimeout().plus(settings.connectionTimeout());
  }

  @Override
  public void close() {
    curator.close();
  }

  private TransactionOutcome outcome(KeeperException e, List<NodeChange> steps) {
    switch (e.code()) {
      case CONNECTIONLOSS, OPERATIONTIMEOUT, SESSIONEXPIRED, REQUESTTIMEOUT -> {
        return new TransactionOutcome.Unknown(e);
      }
      default -> {}
    }
    List<OpResult> results = e.getResults() == null ? List.of() : e.getResults();
    for (int step = 0; step < results.size(); step++) {
      if (results.get(step) instanceof OpResult.ErrorResult error) {
        switch (KeeperException.Code.get(error.getErr())) {
          case BADVERSION -> {
            return new TransactionOutcome.Refused(step, TransactionOutcome.Reason.VERSION);
          }
          case NONODE -> {
            return new TransactionOutcome.Refused(step, TransactionOutcome.Reason.MISSING);
          }
          case NODEEXISTS -> {
            return new TransactionOutcome.Refused(step, TransactionOutcome.Reason.EXISTS);
          }
          case NOTEMPTY -> {
            return new TransactionOutcome.Refused(step, TransactionOutcome.Reason.NOT_EMPTY);
          }
          default -> {}
        }
      }
    }
    throw new WorkFailedException(
        "Cannot commit: ZooKeeper refused the transaction, "
            + e.getMessage()
            + " ("
            + servers()
            + ", "
            + steps.stream().map(NodeChange::path).toList()
            + ")",
        e);
  }

  private Op op(NodeChange change) {
    String path = absolute(change.path());
    if (change instanceof NodeChange.Check check) {
      return Op.check(path, check.version());
    } else if (change instanceof NodeChange.Set set) {
      return Op.setData(path, set.bytes(), set.version());
    } else if (change instanceof NodeChange.Create create) {
      CreateMode mode =
          create.life() == NodeChange.Life.SESSION ? CreateMode.EPHEMERAL : CreateMode.PERSISTENT;
      return Op.create(path, create.bytes(), ZooDefs.Ids.OPEN_ACL_UNSAFE, mode);
    } else if (change instanceof NodeChange.Delete delete) {
      return Op.delete(path, delete.version());
    }
    throw new IllegalArgumentException("Invalid change: " + change);
  }

  private static void createQuietly(ZooKeeper zooKeeper, String path)
      throws KeeperException, InterruptedException {
    try {
      zooKeeper.create(path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
    } catch (KeeperException.NodeExistsException e) {
      // Another process made it at the same time, which is as good.
      return;
    }
  }

  /**
   * Lets the server that we are connected to catch up with the leader, if it has to. A session's
   * requests are answered in their order, so a read may be sent at once and this be awaited after
   * it.
   */
  private static CompletableFuture<Integer> fresh(
      ZooKeeper zooKeeper, String path, Freshness freshness) {
    if (freshness == Freshness.SESSION) {
      return CompletableFuture.completedFuture(KeeperException.Code.OK.intValue());
    }
    CompletableFuture<Integer> done = new CompletableFuture<>();
    zooKeeper.sync(path, (code, ignoredPath, ignoredContext) -> done.complete(code), null);
    return done;
  }

  private void await(CompletableFuture<Integer> synced, String path)
      throws KeeperException, InterruptedException, TimeoutException {
    try {
      int code = synced.get(patience().toMillis(), TimeUnit.MILLISECONDS);
      if (code != KeeperException.Code.OK.intValue()) {
        throw KeeperException.create(KeeperException.Code.get(code), path);
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("Invalid completion of a sync: " + path, e);
    }
  }

  /** Repeats a call that can be repeated until it is answered or the patience is at its end. */
  private <T> T call(String what, Call<T> call) {
    long deadline = System.nanoTime() + settings.connectionTimeout().toNanos();
    while (true) {
      awaitConnected();
      try {
        return call.on(curator.getZookeeperClient().getZooKeeper());
      } catch (KeeperException.ConnectionLossException
          | KeeperException.SessionExpiredException
          | KeeperException.OperationTimeoutException e) {
        if (System.nanoTime() > deadline) {
          throw unavailable(what, e);
        }
      } catch (KeeperException e) {
        throw new WorkFailedException(
            "Cannot " + what + " in ZooKeeper: " + e.getMessage() + " (" + servers() + ")", e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UnavailableException("Cannot " + what + ": interrupted (" + servers() + ")", e);
      } catch (Exception e) {
        throw unavailable(what, e);
      }
    }
  }

  private void awaitConnected() {
    try {
      if (curator.blockUntilConnected(
          (int) settings.connectionTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("Cannot reach ZooKeeper: interrupted (" + servers() + ")", e);
    }
    throw unavailable("reach it", null);
  }

  private UnavailableException unavailable(String what, @Nullable Exception cause) {
    return new UnavailableException(
        "Cannot reach ZooKeeper: no answer in "
            + settings.connectionTimeout().toSeconds()
            + " s, while trying to "
            + what
            + " ("
            + servers()
            + ")",
        cause);
  }

  private String absolute(String path) {
    return path.isEmpty() ? settings.path() : settings.path() + path;
  }

  private interface Call<T> {
    T on(ZooKeeper zooKeeper) throws Exception;
  }
}
