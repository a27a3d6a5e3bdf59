package granary.jobs.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import granary.settings.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads what one step does. */
final class StepReader {
  /** A step has exactly one of these. */
  private static final Set<String> KINDS =
      new LinkedHashSet<>(List.of("query", "ingest", "command", "task"));

  private static final Set<String> OF_EVERY_STEP = Set.of("id", "after");
  private static final Set<String> OF_TASKS =
      new LinkedHashSet<>(List.of("id", "after", "task", "payloads", "memory", "heap", "vcores"));

  private final YamlFields fields;
  private final Parameters parameters;

  StepReader(YamlFields fields, Parameters parameters) {
    this.fields = fields;
    this.parameters = parameters;
  }

  JobStep.Work work() {
    List<String> kinds = fields.keys().stream().filter(KINDS::contains).toList();
    if (kinds.size() != 1) {
      throw fields.wrong(
          "a step has exactly one of "
              + KINDS
              + (kinds.isEmpty() ? "; it has only " + fields.keys() : ", not " + kinds));
    }
    return switch (kinds.get(0)) {
      case "query" -> options("query");
      case "ingest" -> options("ingest");
      case "command" -> command();
      default -> task();
    };
  }

  private String required(String key) {
    return fields
        .text(key, parameters)
        .filter(text -> !text.isBlank())
        .orElseThrow(() -> fields.wrong(key + " has no value"));
  }

  /** The other keys are the options of the command of the same name. */
  private JobStep.Command options(String command) {
    List<String> words = new ArrayList<>(List.of(command, required(command)));
    for (String key : fields.keys()) {
      if (key.equals(command) || OF_EVERY_STEP.contains(key)) {
        continue;
      }
      List<String> values = fields.texts(key, parameters);
      if (fields.isFlag(key)) {
        if (Boolean.parseBoolean(values.get(0))) {
          words.add("--" + key);
        }
        continue;
      }
      for (String value : values) {
        words.add("--" + key + "=" + value);
      }
    }
    return new JobStep.Command(words);
  }

  private JobStep.Command command() {
    List<String> words = new ArrayList<>();
    Node node = fields.node("command").orElseThrow();
    if (node instanceof SequenceNode) {
      words.addAll(fields.texts("command", parameters));
    } else {
      words.addAll(CommandWords.split(required("command")));
    }
    if (!words.isEmpty() && words.get(0).equals("granary")) {
      words.remove(0);
    }
    for (String key : fields.keys()) {
      if (!key.equals("command") && !OF_EVERY_STEP.contains(key)) {
        throw fields.at(
            fields.node(key).orElseThrow(),
            "the key " + key + " is not known here; options of a command stand in its line");
      }
    }
    if (words.isEmpty() || words.get(0).equals("run") || words.get(0).equals("cluster")) {
      throw fields.wrong("a command was expected, other than run and cluster: " + words);
    }
    return new JobStep.Command(words);
  }

  private JobStep.OwnTask task() {
    fields.expectOnly(OF_TASKS);
    String memory = size("memory", "768MiB");
    String heap = size("heap", "256MiB");
    String vcores = fields.text("vcores", parameters).orElse("1");
    if (!vcores.matches("[1-9]\\d{0,2}")) {
      throw fields.wrong("vcores was expected to be a number from 1 to 999: " + vcores);
    }
    return new JobStep.OwnTask(
        required("task"), payloads(), memory, heap, Integer.parseInt(vcores));
  }

  private String size(String key, String otherwise) {
    String text = fields.text(key, parameters).orElse(otherwise);
    try {
      long ignored = Setting.parseSize(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw fields.wrong(key + ": " + e.getMessage() + " (" + text + ")");
    }
  }

  /** Texts go as they are, mappings and lists as JSON. One task where there are none. */
  private List<String> payloads() {
    List<String> payloads = new ArrayList<>();
    Node node = fields.node("payloads").orElse(null);
    if (node == null) {
      return List.of("");
    }
    if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
      throw fields.at(node, "payloads was expected to be a list, one for each task");
    }
    for (Node item : sequence.getValue()) {
      payloads.add(payload(item));
    }
    return payloads;
  }

  private String payload(Node node) {
    Object value = value(node);
    try {
      return value instanceof String text
          ? text
          : JsonMapper.builder().build().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON: " + value, e);
    }
  }

  private Object value(Node node) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream().map(this::value).toList();
    }
    if (node instanceof MappingNode) {
      YamlFields nested = fields.nested(node);
      Map<String, Object> map = new LinkedHashMap<>();
      nested.keys().forEach(key -> map.put(key, value(nested.node(key).orElseThrow())));
      return map;
    }
    return fields.plain(node, parameters);
  }
}
