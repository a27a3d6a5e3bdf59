package granary.yarn;

/**
 * One node as YARN reports it.
 *
 * @param host its host
 * @param state YARN's word: {@code RUNNING}, {@code LOST}, …
 * @param rack its rack
 * @param memoryMib what it offers
 * @param vcores what it offers
 * @param allocatedMemoryMib what of that is allocated
 * @param allocatedVcores what of that is allocated
 * @param nodeCpuCores processor use of the whole machine, in cores; negative if not known
 * @param containersCpuVcores processor use of the NodeManager's containers, in vcores; negative if
 *     not known
 * @param nodeMemoryMib memory use of the whole machine; negative if not known
 * @param containersMemoryMib memory use of its containers; negative if not known
 */
public record NodeReading(
    String host,
    String state,
    String rack,
    int memoryMib,
    int vcores,
    int allocatedMemoryMib,
    int allocatedVcores,
    double nodeCpuCores,
    double containersCpuVcores,
    int nodeMemoryMib,
    int containersMemoryMib) {}
