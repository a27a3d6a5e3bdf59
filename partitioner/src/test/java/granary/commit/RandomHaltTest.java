package granary.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import granary.failure.GranaryException;
import granary.fsck.Fsck;
import granary.fsck.FsckReport;
import granary.fsck.FsckRequest;
import granary.fsck.FsckSettings;
import granary.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.curator.test.TestingServer;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers in processes of their own commit into the same partitions without a pause and are killed
 * at random instants, ZooKeeper is stopped and comes back, and one writer is stopped across the
 * overwrites of others and goes on after them. {@code granary.test.halts} sets how many are killed,
 * {@code granary.test.seed} the order of it all.
 */
final class RandomHaltTest {
  private static final int WRITERS = 3;
  private static final int ROWS = 4;
  private static final int KILLS = Integer.getInteger("granary.test.halts", 2);
  private static final long SEED = Long.getLong("granary.test.seed", 1);

  @TempDir private Path root;
  private int writers;

  /** A writer: appends for ever, and now and then overwrites a source of its own. */
  public static void main(String[] arguments) throws Exception {
    String name = arguments[2];
    Path log = Path.of(arguments[1]).resolve(name + ".acknowledged");
    TestLedger test = TestLedger.open(arguments[0], Path.of(arguments[1]));
    for (int i = 0; ; i++) {
      try {
        boolean overwrites = i % 4 == 3;
        AppendRequest request =
            test.request("logs", name + "-" + i, overwrites ? "shared" : "pos-eu", ROWS / 2, 2);
        CommitResult ignored =
            overwrites
                ? test.ledger().commits().overwrite(request)
                : test.ledger().commits().append(request);
        Files.writeString(
            log, request.id() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (GranaryException e) {
        System.out.println(e);
      }
    }
  }

  private Process start(String zooKeeper) throws IOException {
    String name = "w" + writers++;
    return ChildJava.start(
        RandomHaltTest.class,
        root.resolve(name + ".log").toFile(),
        zooKeeper,
        root.toString(),
        name);
  }

  private Set<String> acknowledged() throws IOException {
    Set<String> ids = new HashSet<>();
    for (int writer = 0; writer < writers; writer++) {
      Path log = root.resolve("w" + writer + ".acknowledged");
      if (Files.exists(log)) {
        ids.addAll(Files.readAllLines(log));
      }
    }
    return ids;
  }

  private void awaitCommits(int more) throws IOException {
    int before = acknowledged().size();
    await().atMost(Duration.ofMinutes(2)).until(() -> acknowledged().size() >= before + more);
  }

  private static void signal(Process process, String signal) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor())
        .isZero();
  }

  @Test
  void nothingIsLostOrDoubled() throws Exception {
    Random random = new Random(SEED);
    List<Process> running = new ArrayList<>();
    try (TestingServer server = new TestingServer()) {
      TestLedger test = TestLedger.open(server.getConnectString(), root);
      try (Ledger ledger = test.ledger()) {
        test.create("logs");
        for (int writer = 0; writer < WRITERS; writer++) {
          running.add(start(server.getConnectString()));
        }
        awaitCommits(WRITERS);
        for (int kill = 0; kill < KILLS; kill++) {
          Process stopped = running.get(random.nextInt(running.size()));
          signal(stopped, "STOP");
          awaitCommits(random.nextInt(6));
          Process killed = running.get(random.nextInt(running.size()));
          killed.destroyForcibly().waitFor();
          running.remove(killed);
          running.add(start(server.getConnectString()));
          if (kill % 3 == 1) {
            server.stop();
            server.restart();
          }
          if (stopped.isAlive()) {
            signal(stopped, "CONT");
          }
          awaitCommits(1 + random.nextInt(3));
        }
        for (Process process : running) {
          process.destroyForcibly().waitFor();
        }
        check(test, ledger);
      }
    } finally {
      running.forEach(Process::destroyForcibly);
    }
  }

  private void check(TestLedger test, Ledger ledger) throws Exception {
    ledger.commits().rollForward(test.name("logs"));
    FsckReport fsck =
        new Fsck(
                ledger,
                Optional.empty(),
                new FsckSettings(Duration.ofDays(7)),
                new Configuration(),
                InstantSource.system())
            .run(new FsckRequest(test.name("logs"), false, true));
    assertThat(fsck.differences()).isEmpty();

    List<String> committed = new ArrayList<>();
    for (Snapshot snapshot : ledger.table(test.name("logs")).snapshots()) {
      SnapshotCommits.of(snapshot).forEach(commit -> committed.add(commit.id().value()));
    }
    assertThat(committed).doesNotHaveDuplicates().containsAll(acknowledged());
    long appends =
        committed.stream()
            .filter(id -> Integer.parseInt(id.substring(id.indexOf('-') + 1)) % 4 != 3)
            .count();
    boolean overwritten = committed.size() > appends;
    assertThat(test.rows("logs")).isEqualTo(appends * ROWS + (overwritten ? ROWS : 0));
    assertThat(fsck.rows()).isEqualTo(test.rows("logs"));
  }
}
