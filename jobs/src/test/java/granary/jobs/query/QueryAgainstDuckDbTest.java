package granary.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.file.CodecFactory;
import org.apache.curator.test.TestingServer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random queries over random records, cut into many tasks, equal one DuckDB's answers. */
final class QueryAgainstDuckDbTest {
  private static final long SEED = 20261124;
  private static final int QUERIES = 12;

  @TempDir private static Path root;
  private static TestingServer zooKeeper;
  private static SalesLedger sales;
  private static ReferenceDatabase reference;

  @BeforeAll
  static void start() throws Exception {
    zooKeeper = new TestingServer();
    sales = new SalesLedger(zooKeeper.getConnectString(), root);
    sales.create();
    Random random = new Random(SEED);
    List<SalesLedger.Sale> all = new ArrayList<>();
    for (CodecFactory codec :
        List.of(
            CodecFactory.zstandardCodec(3),
            CodecFactory.nullCodec(),
            CodecFactory.snappyCodec(),
            CodecFactory.deflateCodec(6))) {
      int rows = codec.toString().equals("null") ? 4000 : 400;
      List<SalesLedger.Sale> part = SalesLedger.random(random, all.size(), rows);
      sales.append(part, codec);
      all.addAll(part);
    }
    reference = new ReferenceDatabase(all);
  }

  @AfterAll
  static void stop() throws Exception {
    sales.close();
    reference.close();
    zooKeeper.close();
  }

  @Test
  void randomQueriesEqualOneDatabase() throws Exception {
    RandomQueries queries = new RandomQueries(SEED);
    SoftAssertions all = new SoftAssertions();
    for (int i = 0; i < QUERIES; i++) {
      String sql = queries.next();
      List<List<String>> expected = reference.query(sql);
      all.assertThatCode(() -> assertThat(Cells.rows(sales.query(sql).rows())).isEqualTo(expected))
          .as(sql)
          .doesNotThrowAnyException();
    }
    all.assertAll();
  }

  @Test
  void readsAllRowsOnceWhateverTheSplits() throws Exception {
    SalesLedger.Answer answer = sales.query("SELECT count(*), count(DISTINCT id) FROM sales");

    assertThat(Cells.rows(answer.rows())).containsExactly(List.of("5200", "5200"));
    assertThat(answer.summary().rowsScanned()).isEqualTo(5200);
    assertThat(answer.summary().tasks()).isGreaterThan(3);
  }
}
