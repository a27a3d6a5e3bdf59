/**
 * What the application master, its executors and its client say to each other over Hadoop IPC. Read
 * {@link granary.rpc.ExecutorProtocol} first.
 */
@NullMarked
package granary.rpc;

import org.jspecify.annotations.NullMarked;
