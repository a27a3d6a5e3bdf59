package granary.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One daemon of the cluster, ready to be launched in a JVM of its own.
 *
 * @param name unique in the cluster: {@code namenode}, {@code datanode-1}; its log is named after
 *     it
 * @param mainClass the class that runs it
 * @param arguments the arguments of its main method
 * @param heapMib the largest heap
 * @param classPath in the order in which the JVM is to look
 * @param options further options of the JVM
 * @param environment variables beside those that every daemon gets
 * @param workingDirectory where it runs; made if it is not there
 */
record Daemon(
    String name,
    String mainClass,
    List<String> arguments,
    int heapMib,
    List<Path> classPath,
    List<String> options,
    Map<String, String> environment,
    Path workingDirectory) {
  static final String NAMENODE = "namenode";
  static final String RESOURCEMANAGER = "resourcemanager";
  static final String ZOOKEEPER = "zookeeper";
  static final String HIVE = "hiveserver2";

  Daemon {
    arguments = List.copyOf(arguments);
    classPath = List.copyOf(classPath);
    options = List.copyOf(options);
    environment = Map.copyOf(environment);
  }

  static String dataNode(int node) {
    return "datanode-" + node;
  }

  static String nodeManager(int node) {
    return "nodemanager-" + node;
  }

  /** The node, from 1, whose daemon has this name. */
  static int node(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }
}
