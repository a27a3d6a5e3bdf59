package granary.cli;

/**
 * A command that another jar brings, found by {@link java.util.ServiceLoader}. It stands beside
 * Granary's own.
 */
public interface CommandExtension {
  /**
   * A class with picocli's {@code @Command} annotation: a {@link LeafCommand}, or a group with
   * sub-commands.
   */
  Class<?> command();
}
