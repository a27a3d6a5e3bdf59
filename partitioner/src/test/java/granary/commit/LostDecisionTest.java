package granary.commit;

import static org.assertj.core.api.Assertions.assertThat;

import granary.catalog.ZooKeeperCatalog;
import granary.coordination.LostAnswers;
import granary.coordination.LostAnswers.Loss;
import granary.coordination.NodeChange;
import granary.coordination.TestZooKeeper;
import granary.coordination.TransactionOutcome.Refused;
import granary.coordination.ZooKeeperConnection;
import granary.coordination.ZooKeeperSettings;
import granary.ledger.Ledger;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The answer to the deciding transaction is lost. */
final class LostDecisionTest {
  @RegisterExtension static final TestZooKeeper ZOOKEEPER = new TestZooKeeper();

  @TempDir private Path root;

  @ParameterizedTest
  @EnumSource(Loss.class)
  void landsOnce(Loss loss) throws Exception {
    TestLedger test = TestLedger.open(ZOOKEEPER.connectString(), root);
    try (Ledger ledger = test.ledger();
        ZooKeeperConnection connection =
            ZooKeeperConnection.open(
                ZooKeeperSettings.from(test.settings(ZOOKEEPER.connectString())))) {
      test.create("logs");
      AppendRequest request = test.request("logs", "c1", "pos-eu", 4);
      LostAnswers lossy =
          new LostAnswers(
              connection,
              loss,
              steps -> steps.get(0) instanceof NodeChange.Check && steps.size() == 6);
      CommitResult result = lossy(connection, lossy).append(request);

      assertThat(lossy.lost()).isTrue();
      assertThat(lossy.deliverLate().stream()).allMatch(Refused.class::isInstance);
      assertThat(result.repeated()).isFalse();
      assertThat(test.rows("logs")).isEqualTo(4);
      assertThat(ledger.commits().rollForward(test.name("logs"))).isZero();
      assertThat(ledger.commits().append(request).repeated()).isTrue();
      assertThat(ledger.table(test.name("logs")).snapshots()).hasSize(1);
    }
  }

  private Commits lossy(ZooKeeperConnection connection, LostAnswers lossy) throws Exception {
    ZooKeeperCatalog catalog =
        new ZooKeeperCatalog(
            connection, new HadoopFileIO(new Configuration()), root.toUri().toString(), Map.of());
    return new IntentCommits(
        new CommitTables(catalog, Namespace.of("granary")),
        connection,
        lossy,
        FileSystem.getLocal(new Configuration()),
        CommitObserver.NONE);
  }
}
