package granary.yarn;

import org.jspecify.annotations.Nullable;

/**
 * A container that is wanted.
 *
 * @param id unique in the application master
 * @param host the node that it must be on; null for any
 * @param memoryMib its memory
 * @param vcores its virtual cores
 */
public record ContainerWish(long id, @Nullable String host, int memoryMib, int vcores) {}
