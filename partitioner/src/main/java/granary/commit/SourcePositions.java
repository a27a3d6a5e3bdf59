package granary.commit;

import granary.catalog.TableNodes;
import granary.coordination.Freshness;
import granary.coordination.Node;
import granary.coordination.NodeChange;
import granary.coordination.NodePath;
import granary.coordination.ZooKeeperConnection;
import granary.dataset.SourceName;
import granary.failure.UnavailableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileSystem;

/** The positions of one source: a node that names lists in HDFS. */
final class SourcePositions implements Positions {
  private static final int ABSENT = -1;

  private final ZooKeeperConnection connection;
  private final FileSystem files;
  private final String node;
  private final int version;
  private final PositionLists lists;

  private SourcePositions(
      ZooKeeperConnection connection,
      FileSystem files,
      String node,
      int version,
      PositionLists lists) {
    this.connection = connection;
    this.files = files;
    this.node = node;
    this.version = version;
    this.lists = lists;
  }

  /** As this session knows them. */
  static SourcePositions read(
      ZooKeeperConnection connection, FileSystem files, String uuid, SourceName source) {
    String node = node(uuid, source);
    return of(connection, files, node, connection.read(node, Freshness.SESSION));
  }

  /** The positions that this content of their node names. */
  static SourcePositions of(
      ZooKeeperConnection connection, FileSystem files, String node, Optional<Node> found) {
    return new SourcePositions(
        connection,
        files,
        node,
        found.map(Node::version).orElse(ABSENT),
        found.map(present -> PositionLists.parse(present.text())).orElse(PositionLists.NONE));
  }

  static String node(String uuid, SourceName source) {
    return TableNodes.positions(uuid) + "/" + NodePath.encode(source.value());
  }

  PositionLists lists() {
    return lists;
  }

  /** The change that makes {@code next} the source's positions, if they are still as read here. */
  NodeChange change(PositionLists next) {
    return version == ABSENT
        ? NodeChange.create(node, next.json())
        : new NodeChange.Set(node, next.json(), version);
  }

  @Override
  public int version() {
    return version;
  }

  @Override
  public Map<String, IngestedInput> find(Collection<String> paths) {
    return findSince(ABSENT, paths);
  }

  /**
   * The same of what was ingested after a version; some of what that version had may be found too.
   */
  Map<String, IngestedInput> findSince(int known, Collection<String> paths) {
    SortedSet<String> wanted = new TreeSet<>(paths);
    PositionLists current = lists;
    while (true) {
      try {
        return find(wanted, current.after(known));
      } catch (FileNotFoundException e) {
        // A later commit may have merged the lists that were read here and removed them.
        PositionLists again =
            connection
                .read(node)
                .map(n -> PositionLists.parse(n.text()))
                .orElse(PositionLists.NONE);
        if (again.equals(current)) {
          throw unreadable(e);
        }
        current = again;
      } catch (IOException e) {
        throw unreadable(e);
      }
    }
  }

  private Map<String, IngestedInput> find(SortedSet<String> wanted, PositionLists current)
      throws IOException {
    Map<String, IngestedInput> found = new HashMap<>();
    TreeSet<String> missing = new TreeSet<>(wanted);
    for (PositionLists.Entry entry : current.lists()) {
      if (missing.isEmpty()) {
        break;
      }
      Map<String, IngestedInput> here = InputList.find(files, entry, missing);
      found.putAll(here);
      missing.removeAll(here.keySet());
    }
    return found;
  }

  private UnavailableException unreadable(IOException e) {
    return new UnavailableException(
        "Cannot read what was ingested from " + node + ": " + e.getMessage(), e);
  }
}
