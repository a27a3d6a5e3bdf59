package granary.job;

/**
 * What an executor offers to one task at a time.
 *
 * @param memoryMib the container's memory: heap, native memory and slack together
 * @param heapMib the part of it that is the JVM's heap
 * @param vcores virtual cores
 */
public record TaskResources(int memoryMib, int heapMib, int vcores) {
  public TaskResources {
    if (heapMib < 32 || memoryMib < heapMib || vcores < 1) {
      throw new IllegalArgumentException(
          "Invalid resources: memory " + memoryMib + ", heap " + heapMib + ", vcores " + vcores);
    }
  }
}
