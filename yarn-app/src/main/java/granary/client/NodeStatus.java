package granary.client;

/**
 * A node as users see it.
 *
 * @param host its host
 * @param state YARN's word for its state, lower case
 * @param vcores what it offers
 * @param memoryMib what it offers
 * @param allocatedVcores what YARN has given out there
 * @param allocatedMemoryMib what YARN has given out there
 * @param cpuUtilization measured, from 0 to 1
 * @param containersCpuUtilization the part of it that YARN's containers cause, from 0 to 1: what
 *     tells nodes apart where several share a machine
 * @param memoryUtilization measured, from 0 to 1
 * @param executors containers of jobs of ours there
 * @param score what placement thinks of it now, from 0 to 1
 */
public record NodeStatus(
    String host,
    String state,
    int vcores,
    int memoryMib,
    int allocatedVcores,
    int allocatedMemoryMib,
    double cpuUtilization,
    double containersCpuUtilization,
    double memoryUtilization,
    int executors,
    double score) {}
