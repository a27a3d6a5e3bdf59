package granary.yarn;

/**
 * A container that YARN gave.
 *
 * @param id YARN's container ID
 * @param wish the wish that it answers
 * @param host its node's host
 * @param nodeHttp its NodeManager's web address, host:port
 * @param memoryMib its memory, as YARN rounded it
 */
public record GrantedContainer(String id, long wish, String host, String nodeHttp, int memoryMib) {}
