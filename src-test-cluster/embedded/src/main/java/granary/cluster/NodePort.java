package granary.cluster;

/** The ports of a node, on the node's own loopback address. */
enum NodePort {
  DATANODE,
  DATANODE_HTTP,
  DATANODE_IPC,
  NODEMANAGER,
  LOCALIZER,
  NODEMANAGER_HTTP,
  COLLECTOR
}
