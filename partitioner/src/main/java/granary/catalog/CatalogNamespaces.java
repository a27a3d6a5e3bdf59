package granary.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import granary.coordination.Node;
import granary.coordination.NodeChange;
import granary.coordination.TransactionOutcome;
import granary.coordination.TransactionOutcome.Applied;
import granary.coordination.TransactionOutcome.Reason;
import granary.coordination.TransactionOutcome.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NamespaceNotEmptyException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;

/**
 * The catalog's namespaces: one node each, whatever their depth, whose content is its properties.
 */
final class CatalogNamespaces {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final CatalogStore store;

  CatalogNamespaces(CatalogStore store) {
    this.store = store;
  }

  void create(Namespace namespace, Map<String, String> metadata) {
    if (namespace.isEmpty()) {
      throw new AlreadyExistsException("Cannot create namespace: the empty one is always there");
    }
    TransactionOutcome outcome =
        store.apply(
            List.of(NodeChange.create(TableNodes.namespace(namespace), Pointer.write(metadata))));
    if (outcome instanceof Refused) {
      throw new AlreadyExistsException("Namespace already exists: %s", namespace);
    }
    requireAnswer(outcome, namespace);
  }

  List<Namespace> list(Namespace parent) {
    if (!parent.isEmpty()) {
      require(parent);
    }
    int depth = parent.levels().length;
    return store.connection().children(TableNodes.NAMESPACES).stream()
        .map(TableNodes::namespace)
        .filter(namespace -> namespace.levels().length > depth && isBelow(namespace, parent))
        .map(namespace -> ancestor(namespace, depth + 1))
        .distinct()
        .toList();
  }

  Map<String, String> load(Namespace namespace) {
    return parse(node(namespace).text());
  }

  void require(Namespace namespace) {
    node(namespace);
  }

  boolean drop(Namespace namespace) {
    if (namespace.isEmpty() || find(namespace).isEmpty()) {
      return false;
    }
    if (!list(namespace).isEmpty()) {
      throw new NamespaceNotEmptyException("Namespace is not empty: %s", namespace);
    }
    TransactionOutcome outcome =
        store.apply(List.of(NodeChange.delete(TableNodes.namespace(namespace))));
    if (outcome instanceof Refused refused && refused.reason() == Reason.NOT_EMPTY) {
      throw new NamespaceNotEmptyException("Namespace is not empty: %s", namespace);
    }
    requireAnswer(outcome, namespace);
    return outcome instanceof Applied;
  }

  boolean change(Namespace namespace, Consumer<Map<String, String>> edit) {
    while (true) {
      Node before = node(namespace);
      Map<String, String> current = parse(before.text());
      Map<String, String> wanted = new HashMap<>(current);
      edit.accept(wanted);
      if (wanted.equals(current)) {
        return false;
      }
      TransactionOutcome outcome =
          store.apply(
              List.of(
                  new NodeChange.Set(
                      TableNodes.namespace(namespace), Pointer.write(wanted), before.version())));
      if (outcome instanceof Applied) {
        return true;
      }
      requireAnswer(outcome, namespace);
    }
  }

  private Node node(Namespace namespace) {
    return find(namespace)
        .orElseThrow(() -> new NoSuchNamespaceException("Namespace does not exist: %s", namespace));
  }

  private Optional<Node> find(Namespace namespace) {
    return namespace.isEmpty() ? Optional.empty() : store.read(TableNodes.namespace(namespace));
  }

  private static void requireAnswer(TransactionOutcome outcome, Namespace namespace) {
    if (outcome instanceof TransactionOutcome.Unknown unknown) {
      throw new ServiceUnavailableException(
          unknown.cause(),
          "Cannot tell whether namespace %s was changed: the connection was lost; look and try"
              + " again",
          namespace);
    }
  }

  private static boolean isBelow(Namespace namespace, Namespace parent) {
    return ancestor(namespace, parent.levels().length).equals(parent);
  }

  private static Namespace ancestor(Namespace namespace, int depth) {
    return Namespace.of(java.util.Arrays.copyOf(namespace.levels(), depth));
  }

  private static Map<String, String> parse(String json) {
    try {
      return JSON.readValue(json, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Invalid namespace properties: " + json, e);
    }
  }
}
