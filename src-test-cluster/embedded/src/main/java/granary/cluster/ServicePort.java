package granary.cluster;

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
  HIVE
}
