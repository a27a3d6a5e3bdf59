package granary.bench;

import granary.cluster.ClusterStatus;
import granary.cluster.EmbeddedCluster;
import granary.harness.ProcessCluster;
import granary.ledger.Ledgers;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** The embedded cluster that runs, recorded in GRANARY_HOME. */
record BenchCluster(ClusterStatus status) {
  /**
   * The one that runs.
   *
   * @throws IllegalStateException if there is none
   */
  static BenchCluster running() {
    Path home =
        Path.of(
            System.getenv()
                .getOrDefault("GRANARY_HOME", System.getProperty("user.home") + "/.granary"));
    return new BenchCluster(
        EmbeddedCluster.in(home, installation(), System.err::println)
            .status(Optional.empty())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Cannot run the benchmark: no cluster runs; scripts/granary cluster start"
                            + " starts one ("
                            + home
                            + ")")));
  }

  /** The repository's directory. */
  static Path installation() {
    return Path.of(System.getProperty("granary.installation", "."));
  }

  Path confDir() {
    return Path.of(status.confDir());
  }

  /** What Granary's clients work with. */
  Configuration hadoop() {
    return Ledgers.clientConfiguration(ProcessCluster.hadoop(confDir()));
  }
}
