package granary.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlacementTest {
  private static final Duration LOCALITY_WAIT = Duration.ofSeconds(2);

  private final Placement placement =
      new Placement(PlacementPolicy.withLocalityWait(LOCALITY_WAIT));
  private final Random random = new Random(7);

  @Test
  void passesOverALoadedNodeAndSaysSo() {
    Decision decision =
        placement.decide(List.of(node("node1", 0.97), node("node2", 0.12)), any(), random);

    assertThat(decision).isInstanceOf(Decision.Chosen.class);
    assertThat(decision.reason())
        .startsWith("node2: score ")
        .contains("cpu 12%")
        .contains("node1 passed over: cpu 97%");
  }

  @Test
  void takesALoadedNodeWhereAllAreLoaded() {
    Decision decision = placement.decide(List.of(node("node1", 0.97)), any(), random);

    assertThat(host(decision)).isEqualTo("node1");
  }

  /** Where one machine carries all nodes, only what their containers use tells them apart. */
  @Test
  void passesOverALoadedNodeOfASharedMachine() {
    NodeView loaded = new NodeView("node1", "", 8192, 4, 8192, 4, 0.51, 0.51, 0.2, 0, 0, 0, 1);
    List<NodeView> nodes = List.of(loaded, node("node2", 0.5), node("node3", 0.5));

    for (int i = 0; i < 50; i++) {
      Decision decision = placement.decide(nodes, any(), random);
      assertThat(host(decision)).isNotEqualTo("node1");
      assertThat(decision.reason())
          .contains("node1 passed over: containers use cpu 51%, on the median node 0%");
    }
  }

  /** A replica is no reason to go where others' containers use far more than elsewhere. */
  @Test
  void passesOverALoadedNodeOfASharedMachineThatHoldsAReplica() {
    NodeView loaded = new NodeView("node1", "", 8192, 4, 8192, 4, 0.51, 0.31, 0.2, 0, 0, 0, 1);
    List<NodeView> nodes = List.of(loaded, node("node2", 0.5));

    for (int i = 0; i < 50; i++) {
      assertThat(host(placement.decide(nodes, near(List.of("node1"), Duration.ZERO), random)))
          .isEqualTo("node2");
    }
  }

  @Test
  void nodesThatAllCarryTheSameAreNotPassedOver() {
    NodeView one = new NodeView("node1", "", 8192, 4, 8192, 4, 0.6, 0.6, 0.2, 0, 0, 0, 1);
    NodeView two = new NodeView("node2", "", 8192, 4, 8192, 4, 0.6, 0.5, 0.2, 0, 0, 0, 1);

    assertThat(
            host(
                placement.decide(List.of(one, two), near(List.of("node1"), Duration.ZERO), random)))
        .isEqualTo("node1");
  }

  @Test
  void prefersANodeWithAReplica() {
    Decision decision =
        placement.decide(
            List.of(node("node1", 0.3), node("node2", 0)),
            near(List.of("node1"), Duration.ZERO),
            random);

    assertThat(host(decision)).isEqualTo("node1");
    assertThat(decision.reason()).contains("local replica");
  }

  @Test
  void waitsForAReplicaOnlySoLong() {
    List<NodeView> nodes = List.of(full("node1"), node("node2", 0));

    assertThat(placement.decide(nodes, near(List.of("node1"), Duration.ZERO), random))
        .isInstanceOf(Decision.Wait.class);
    assertThat(host(placement.decide(nodes, near(List.of("node1"), LOCALITY_WAIT), random)))
        .isEqualTo("node2");
  }

  @Test
  void doesNotWaitForAReplicaOnALoadedNode() {
    List<NodeView> nodes = List.of(node("node1", 0.95), node("node2", 0));

    assertThat(host(placement.decide(nodes, near(List.of("node1"), Duration.ZERO), random)))
        .isEqualTo("node2");
  }

  @Test
  void leavesFailingNodesAloneButNeverAll() {
    NodeView failing = failing("node1");

    assertThat(host(placement.decide(List.of(failing, node("node2", 0.5)), any(), random)))
        .isEqualTo("node2");
    assertThat(host(placement.decide(List.of(failing), any(), random))).isEqualTo("node1");
  }

  @Test
  void waitsWhereNothingHasRoomOrNothingRuns() {
    assertThat(placement.decide(List.of(full("node1")), any(), random))
        .isEqualTo(new Decision.Wait("no node has 512 MiB free"));
    assertThat(placement.decide(List.of(), any(), random))
        .isEqualTo(new Decision.Wait("no node is running"));
  }

  /** Several jobs that see the same stale measurements must not all go to the same idle node. */
  @Test
  void jobsWithTheSameViewDoNotHerd() {
    List<NodeView> nodes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      nodes.add(node("node" + (10 + i), i < 3 ? 0.05 + 0.01 * i : 0.6));
    }
    Map<String, Integer> chosen = new HashMap<>();
    for (int job = 0; job < 300; job++) {
      String host = host(placement.decide(nodes, any(), new Random(job * 7919L)));
      chosen.merge(host, 1, Integer::sum);
    }

    assertThat(chosen.keySet()).containsExactlyInAnyOrder("node10", "node11", "node12");
    assertThat(chosen.values()).allMatch(count -> count > 50 && count < 150);
  }

  /** One job that places many executors before anything is measured spreads them. */
  @Test
  void whatWasJustPlacedCounts() {
    int count = 10_000;
    Map<String, Integer> placed = new HashMap<>();
    List<NodeView> nodes = new ArrayList<>();
    Random loads = new Random(42);
    Set<String> busy = new HashSet<>();
    for (int i = 0; i < count; i++) {
      boolean loaded = loads.nextInt(10) == 0;
      nodes.add(node("node" + i, loaded ? 0.9 : 0.3 * loads.nextDouble()));
      if (loaded) {
        busy.add("node" + i);
      }
    }
    for (int i = 0; i < 200; i++) {
      String host = host(placement.decide(nodes, any(), random));
      int index = Integer.parseInt(host.substring(4));
      NodeView before = nodes.get(index);
      placed.merge(host, 1, Integer::sum);
      nodes.set(
          index,
          new NodeView(
              host,
              "",
              8192,
              4,
              before.freeMemoryMib() - 512,
              before.freeVcores() - 1,
              before.cpu(),
              before.containersCpu(),
              before.memory(),
              before.executors() + 1,
              before.justPlaced() + 1,
              0,
              1));
    }

    assertThat(placed.values()).allMatch(executors -> executors <= 2);
    assertThat(placed.keySet()).doesNotContainAnyElementsOf(busy);
  }

  private static String host(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Chosen.class);
    return ((Decision.Chosen) decision).host();
  }

  private static PlacementRequest any() {
    return near(List.of(), Duration.ZERO);
  }

  private static PlacementRequest near(List<String> hosts, Duration waited) {
    return new PlacementRequest(512, 1, hosts, Set.of(), waited);
  }

  private static NodeView node(String host, double cpu) {
    return new NodeView(host, "", 8192, 4, 8192, 4, cpu, 0, 0.1, 0, 0, 0, 1);
  }

  private static NodeView full(String host) {
    return new NodeView(host, "", 8192, 4, 0, 0, 0.1, 0, 0.1, 0, 0, 0, 1);
  }

  private static NodeView failing(String host) {
    return new NodeView(host, "", 8192, 4, 8192, 4, 0, 0, 0.1, 0, 0, 4, 1);
  }
}
