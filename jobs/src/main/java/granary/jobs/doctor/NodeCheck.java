package granary.jobs.doctor;

import java.util.Map;

/**
 * What one container found.
 *
 * @param host its node
 * @param java the version of its Java
 * @param javaFeature the version's first number
 * @param libraries why a native library does not work, by name; an empty text for those that do
 * @param freeBytes room in its local directory
 * @param timeMs its clock
 */
public record NodeCheck(
    String host,
    String java,
    int javaFeature,
    Map<String, String> libraries,
    long freeBytes,
    long timeMs) {
  public NodeCheck {
    libraries = Map.copyOf(libraries);
  }
}
