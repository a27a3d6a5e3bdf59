package granary.catalog;

import granary.coordination.NodePath;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * Where a table's nodes are. The node of its name holds its UUID; what belongs to the table lies
 * below the node of the UUID. So a rename is one transaction, and a table that was dropped and
 * created again shares no node with the earlier one.
 */
public final class TableNodes {
  static final String NAMESPACES = "/namespaces";
  static final String TABLES = "/tables";
  private static final String LINES = "/lines";

  private TableNodes() {}

  /** The node that all nodes of one table are in. */
  public static String table(String uuid) {
    return TABLES + "/" + uuid;
  }

  /** Holds the location of the current metadata. There as long as the table is. */
  public static String pointer(String uuid) {
    return table(uuid) + "/pointer";
  }

  /** Says where the directories of partitions are; it moves when some are exchanged. */
  public static String layout(String uuid) {
    return table(uuid) + "/layout";
  }

  /** Its version moves when every writer that began before must not commit any more. */
  public static String fence(String uuid) {
    return table(uuid) + "/fence";
  }

  /** Has one node for each commit that is decided and not finished. */
  public static String intents(String uuid) {
    return table(uuid) + "/intents";
  }

  /** Has one node for each decided commit whose process is alive and at it. */
  public static String owners(String uuid) {
    return table(uuid) + "/owners";
  }

  /** There while a process moves the pointer for all; a hint that others wait for, never a lock. */
  public static String turn(String uuid) {
    return table(uuid) + "/turn";
  }

  /** Says which commits the last moves of the pointer took along. */
  public static String landed(String uuid) {
    return table(uuid) + "/landed";
  }

  /** Where writers of one source line up to decide, below all of the table's lines. */
  public static String line(String uuid, String source) {
    return lines(uuid) + "/" + NodePath.encode(source);
  }

  /** Not in the table's node, since who lines up makes it, also just after a drop. */
  static String lines(String uuid) {
    return LINES + "/" + uuid;
  }

  /** Has one node for each source, with what was ingested from it. */
  public static String positions(String uuid) {
    return table(uuid) + "/positions";
  }

  static String namespace(Namespace namespace) {
    return NAMESPACES
        + "/"
        + Arrays.stream(namespace.levels()).map(NodePath::encode).collect(Collectors.joining("."));
  }

  static Namespace namespace(String node) {
    return Namespace.of(
        Arrays.stream(node.split("\\.", -1)).map(NodePath::decode).toArray(String[]::new));
  }

  static String name(TableIdentifier identifier) {
    return namespace(identifier.namespace()) + "/" + NodePath.encode(identifier.name());
  }
}
