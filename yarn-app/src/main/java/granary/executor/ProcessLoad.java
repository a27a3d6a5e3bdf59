package granary.executor;

import java.lang.management.ManagementFactory;

/** This process as the operating system sees it. */
public final class ProcessLoad {
  private ProcessLoad() {}

  /** When it was started, in milliseconds since 1970. */
  public static long startedMs() {
    return ManagementFactory.getRuntimeMXBean().getStartTime();
  }

  /** The use since the last call, as a share of the machine; 0 where Java cannot tell. */
  public static double share() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuLoad())
        : 0;
  }
}
