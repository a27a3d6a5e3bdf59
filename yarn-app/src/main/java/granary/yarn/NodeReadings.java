package granary.yarn;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.ResourceUtilization;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.jspecify.annotations.Nullable;

/**
 * Reads nodes from the ResourceManager. The updated nodes in an allocate response carry no
 * utilisation, so this is polled.
 */
final class NodeReadings {
  private NodeReadings() {}

  static List<NodeReading> running(YarnClient client) throws IOException, YarnException {
    return client.getNodeReports(NodeState.RUNNING).stream().map(NodeReadings::reading).toList();
  }

  static List<NodeReading> all(YarnClient client) throws IOException, YarnException {
    return client.getNodeReports().stream().map(NodeReadings::reading).toList();
  }

  private static NodeReading reading(NodeReport report) {
    Resource offered = report.getCapability();
    @Nullable Resource used = report.getUsed();
    @Nullable ResourceUtilization node = report.getNodeUtilization();
    @Nullable ResourceUtilization containers = report.getAggregatedContainersUtilization();
    String rack = report.getRackName();
    return new NodeReading(
        report.getNodeId().getHost(),
        report.getNodeState().name().toLowerCase(Locale.ROOT),
        rack == null ? "" : rack,
        (int) offered.getMemorySize(),
        offered.getVirtualCores(),
        used == null ? 0 : (int) used.getMemorySize(),
        used == null ? 0 : used.getVirtualCores(),
        node == null ? -1 : node.getCPU(),
        containers == null ? -1 : containers.getCPU(),
        node == null ? -1 : node.getPhysicalMemory(),
        containers == null ? -1 : containers.getPhysicalMemory());
  }
}
