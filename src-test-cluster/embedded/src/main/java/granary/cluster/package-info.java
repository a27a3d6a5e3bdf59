/**
 * The embedded cluster: real Hadoop, ZooKeeper and Hive daemons on loopback, each in a JVM of its
 * own, from the jars that the build brought. For trying Granary out and for tests; on a real
 * cluster nothing of this is used. Read {@link granary.cluster.EmbeddedCluster} first.
 */
@NullMarked
package granary.cluster;

import org.jspecify.annotations.NullMarked;
