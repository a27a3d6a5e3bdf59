package granary.cluster;

import granary.failure.InvalidRequestException;
import granary.settings.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The ports of the services that the cluster has once, all on 127.0.0.1. */
public enum ServicePort {
  ZOOKEEPER,
  NAMENODE,
  NAMENODE_HTTP,
  RESOURCEMANAGER,
  RESOURCEMANAGER_SCHEDULER,
  RESOURCEMANAGER_TRACKER,
  RESOURCEMANAGER_ADMIN,
  RESOURCEMANAGER_HTTP,
  HIVE;

  /** The name that users write: {@code namenode-http}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The port of that word.
   *
   * @throws InvalidRequestException if there is none, with the nearest one
   */
  public static ServicePort named(String word) {
    List<String> words = Arrays.stream(values()).map(ServicePort::word).toList();
    return Arrays.stream(values())
        .filter(port -> port.word().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    "Cannot use a port: there is no service of that name; did you mean "
                        + NearestName.of(word, words).orElse("one of " + words)
                        + "? ("
                        + word
                        + ")"));
  }
}
