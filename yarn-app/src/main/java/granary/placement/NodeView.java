package granary.placement;

/**
 * One node as placement sees it.
 *
 * @param host its host name
 * @param rack its rack; empty if not known
 * @param memoryMib what YARN may give out there
 * @param vcores what YARN may give out there
 * @param freeMemoryMib of that, what is not allocated
 * @param freeVcores of that, what is not allocated
 * @param cpu measured processor use that is not ours, from 0 to 1; 0 until it was measured
 * @param containersCpu the part of it that YARN's containers cause, from 0 to 1: what tells nodes
 *     apart where several share a machine
 * @param memory measured memory use, from 0 to 1
 * @param executors executors of ours there
 * @param justPlaced executors sent there so lately that no measurement shows them
 * @param failures recent failures there, fading
 * @param slowdown how long tasks take there against the job's mean; 1 is as everywhere
 */
public record NodeView(
    String host,
    String rack,
    int memoryMib,
    int vcores,
    int freeMemoryMib,
    int freeVcores,
    double cpu,
    double containersCpu,
    double memory,
    int executors,
    int justPlaced,
    double failures,
    double slowdown) {}
