package granary.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import granary.cluster.NodeStatus;
import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node is lost in the middle of a query: DataNode, NodeManager and the containers on it. */
@ExtendWith(SharedCluster.class)
final class NodeLossIT {
  private static final String DATASET = "node_loss";
  private static final String SQL =
      "select category, count(*), sum(amount) from "
          + DATASET
          + " group by category order by category";

  private final ProcessCluster cluster;

  NodeLossIT(ProcessCluster cluster) {
    this.cluster = cluster;
  }

  @AfterEach
  void mend() {
    cluster.mend();
  }

  @Test
  void aQueryWhoseNodeDiesGivesTheRightAnswer() throws Exception {
    load();
    JsonNode expected =
        cluster.granary("--json", "--execution", "local", "query", SQL).succeeded().json();

    CompletableFuture<CommandResult> query =
        CompletableFuture.supplyAsync(
            // Else so small a query runs in its master's container.
            () ->
                cluster.granary(
                    "--json", "-D", "yarn.small-job.size=0B", "--execution", "yarn", "query", SQL));
    NodeStatus busiest =
        await()
            .atMost(Duration.ofMinutes(2))
            .pollInterval(Duration.ofMillis(100))
            .until(this::busiestOfSeveral, Optional::isPresent)
            .orElseThrow();
    assertThat(query).isNotDone();
    cluster.killNode(busiest.node());

    JsonNode answer = query.get(4, TimeUnit.MINUTES).succeeded().json();
    assertThat(answer.path("rows")).isEqualTo(expected.path("rows"));
    assertThat(answer.path("rows")).isNotEmpty();
  }

  /** The node with most containers, once the application master is not the only one. */
  private Optional<NodeStatus> busiestOfSeveral() {
    List<NodeStatus> nodes = cluster.status().nodes();
    if (nodes.stream().mapToInt(NodeStatus::containers).sum() < 2) {
      return Optional.empty();
    }
    return nodes.stream()
        .max((one, other) -> Integer.compare(one.containers(), other.containers()));
  }

  private void load() {
    Path csv = cluster.work(DATASET).resolve("transactions.csv");
    Path schema = csv.resolveSibling("transactions.avsc");
    cluster
        .granary(
            "sample",
            "transactions",
            "--rows",
            "50000",
            "--format",
            "csv",
            "--out",
            csv.toString(),
            "--schema-out",
            schema.toString())
        .succeeded();
    cluster
        .granary(
            "dataset",
            "create",
            DATASET,
            "--schema",
            schema.toString(),
            "--time-field",
            "created_at")
        .succeeded();
    cluster
        .granary(
            "--execution",
            "local",
            "ingest",
            DATASET,
            "--source",
            "pos-eu",
            "--from",
            csv.toString())
        .succeeded();
  }
}
