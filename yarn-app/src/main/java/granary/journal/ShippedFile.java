package granary.journal;

/**
 * A file in HDFS that containers get a copy of.
 *
 * @param name its name in the container's directory
 * @param uri where it lies
 * @param bytes its size, checked by YARN
 * @param modifiedMs its time, checked by YARN
 */
public record ShippedFile(String name, String uri, long bytes, long modifiedMs) {
  /** Whether it belongs on the class path. */
  public boolean isJar() {
    return name.endsWith(".jar");
  }
}
