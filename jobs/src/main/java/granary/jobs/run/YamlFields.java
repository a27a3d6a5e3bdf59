package granary.jobs.run;

import granary.failure.InvalidRequestException;
import granary.settings.NearestName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A mapping of a job file; every error names file and line. */
final class YamlFields {
  private final String file;
  private final int line;
  private final Map<String, Node> values = new LinkedHashMap<>();

  private YamlFields(String file, int line) {
    this.file = file;
    this.line = line;
  }

  static YamlFields of(Node node, String file, String what) {
    YamlFields fields = new YamlFields(file, line(node));
    if (!(node instanceof MappingNode mapping)) {
      throw fields.wrong(what + " was expected to be a mapping of keys to values");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw fields.wrong("a key is plain text");
      }
      if (fields.values.put(key.getValue(), tuple.getValueNode()) != null) {
        throw new YamlFields(file, line(key))
            .wrong("the key " + key.getValue() + " is there twice");
      }
    }
    return fields;
  }

  static int line(Node node) {
    return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
  }

  int line() {
    return line;
  }

  Set<String> keys() {
    return values.keySet();
  }

  Optional<Node> node(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Refuses keys that nobody reads, with what was probably meant. */
  void expectOnly(Set<String> known) {
    for (Map.Entry<String, Node> entry : values.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw at(
            entry.getValue(),
            "the key "
                + entry.getKey()
                + " is not known here"
                + NearestName.of(entry.getKey(), known)
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("; known are " + known));
      }
    }
  }

  /** A plain value; empty where it is not there or null. */
  Optional<String> text(String key, Parameters parameters) {
    return node(key)
        .filter(node -> !Tag.NULL.equals(node.getTag()))
        .map(node -> scalar(node, key, parameters));
  }

  /** A plain value or a list of such. */
  List<String> texts(String key, Parameters parameters) {
    Node node = values.get(key);
    if (node == null || Tag.NULL.equals(node.getTag())) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      return List.of(scalar(node, key, parameters));
    }
    List<String> texts = new ArrayList<>();
    sequence.getValue().forEach(item -> texts.add(scalar(item, key, parameters)));
    return texts;
  }

  boolean isFlag(String key) {
    Node node = values.get(key);
    return node != null && Tag.BOOL.equals(node.getTag());
  }

  private String scalar(Node node, String key, Parameters parameters) {
    if (!(node instanceof ScalarNode scalar)) {
      throw at(node, key + " was expected to be plain text");
    }
    try {
      return parameters.fill(scalar.getValue());
    } catch (IllegalArgumentException e) {
      throw at(node, String.valueOf(e.getMessage()));
    }
  }

  YamlFields nested(Node node) {
    return of(node, file, "a value");
  }

  /** A plain value of the type that it looks like: text, number, boolean. */
  Object plain(Node node, Parameters parameters) {
    String text = scalar(node, "a value", parameters);
    if (Tag.INT.equals(node.getTag()) && text.matches("-?\\d{1,18}")) {
      return Long.valueOf(text);
    }
    if (Tag.FLOAT.equals(node.getTag()) && text.matches("-?\\d+\\.\\d+")) {
      return new BigDecimal(text);
    }
    return Tag.BOOL.equals(node.getTag()) && text.matches("true|false")
        ? (Object) Boolean.valueOf(text)
        : text;
  }

  InvalidRequestException at(Node node, String reason) {
    return new YamlFields(file, line(node)).wrong(reason);
  }

  InvalidRequestException wrong(String reason) {
    return wrong(file, line, reason, null);
  }

  static InvalidRequestException wrong(
      String file, int line, String reason, @Nullable Throwable cause) {
    return new InvalidRequestException(
        "Cannot read job file: " + reason + " (" + file + ":" + line + ")", cause);
  }
}
