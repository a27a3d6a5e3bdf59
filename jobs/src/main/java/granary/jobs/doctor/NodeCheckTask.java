package granary.jobs.doctor;

import com.fasterxml.jackson.databind.json.JsonMapper;
import granary.engine.NativeLibraries;
import granary.job.Task;
import granary.job.TaskContext;
import granary.yarn.ContainerVariables;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.time.Instant;

/** Looks around in its container. */
public final class NodeCheckTask implements Task {
  public NodeCheckTask() {}

  @Override
  public String run(TaskContext context) throws IOException {
    NodeCheck check =
        new NodeCheck(
            host(),
            Runtime.version().toString(),
            Runtime.version().feature(),
            NativeLibraries.trial(context.localDirectory()),
            Files.getFileStore(context.localDirectory()).getUsableSpace(),
            Instant.now().toEpochMilli());
    return JsonMapper.builder().build().writeValueAsString(check);
  }

  /** As YARN calls the node, which is how users know it; elsewhere this machine's own name. */
  private static String host() throws IOException {
    String node = System.getenv(ContainerVariables.NM_HOST.name());
    return node == null ? InetAddress.getLocalHost().getHostName() : node;
  }
}
