package granary.jobs.run;

import granary.failure.InvalidRequestException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a job file. Every error is an {@link InvalidRequestException} with file and line. */
public final class JobFileReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,39}");
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,58}");
  private static final Set<String> TOP = ordered("name", "id", "parameters", "steps");

  private final String file;
  private final Parameters parameters = new Parameters();

  private JobFileReader(Path file) {
    this.file = file.toString();
  }

  private static Set<String> ordered(String... words) {
    return new LinkedHashSet<>(List.of(words));
  }

  /**
   * Reads a file.
   *
   * @param given values of parameters, over the file's own
   */
  public static JobFile read(Path file, Map<String, String> given) {
    String text;
    try {
      text = Files.readString(file);
    } catch (MalformedInputException e) {
      throw new InvalidRequestException("Cannot read job file: it is not UTF-8 (" + file + ")", e);
    } catch (IOException e) {
      String reason = Files.exists(file) ? e.getMessage() : "there is no such file";
      throw new InvalidRequestException("Cannot read job file: " + reason + " (" + file + ")", e);
    }
    return new JobFileReader(file).parse(text, file, given);
  }

  private JobFile parse(String text, Path path, Map<String, String> given) {
    YamlFields top = YamlFields.of(compose(text), file, "the file");
    top.expectOnly(TOP);
    parameters(top, given);
    String own = String.valueOf(path.getFileName()).replaceFirst("\\.ya?ml$", "");
    String name =
        top.text("name", parameters).orElseGet(() -> own.replaceAll("[^A-Za-z0-9-]+", "-"));
    if (!NAME.matcher(name).matches()) {
      throw top.wrong("a name of letters, digits and - was expected, at most 40 long: " + name);
    }
    Optional<String> id = top.text("id", parameters);
    id.ifPresent(
        chosen -> {
          if (!RUN.matcher(chosen).matches()) {
            throw top.at(
                top.node("id").orElseThrow(),
                "an id of letters, digits, - and . was expected, at most 59 long: " + chosen);
          }
        });
    return new JobFile(path, name, id, parameters.values(), steps(top));
  }

  /** Checks an ID that a user gives to a run. */
  public static String checkId(String id) {
    if (!RUN.matcher(id).matches()) {
      throw new InvalidRequestException(
          "Cannot name a run: letters, digits, - and . were expected, at most 59 (--id "
              + id
              + ")");
    }
    return id;
  }

  private Node compose(String text) {
    try {
      Node node = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (node == null) {
        throw YamlFields.wrong(file, 1, "it is empty; steps were expected", null);
      }
      return node;
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw YamlFields.wrong(file, line, String.valueOf(e.getProblem()), e);
    } catch (YAMLException e) {
      throw YamlFields.wrong(file, 1, String.valueOf(e.getMessage()), e);
    }
  }

  private void parameters(YamlFields top, Map<String, String> given) {
    given.forEach(parameters::put);
    Optional<Node> node = top.node("parameters");
    if (node.isPresent()) {
      YamlFields own = YamlFields.of(node.get(), file, "parameters");
      for (String name : own.keys()) {
        if (!NAME.matcher(name).matches()) {
          throw own.wrong("a parameter's name is letters, digits and -: " + name);
        }
        if (!given.containsKey(name)) {
          // One without a value has to be given.
          own.text(name, parameters).ifPresent(value -> parameters.put(name, value));
        }
      }
    }
  }

  private List<JobStep> steps(YamlFields top) {
    Node node = top.node("steps").orElseThrow(() -> top.wrong("steps are missing"));
    if (!(node instanceof SequenceNode sequence) || sequence.getValue().isEmpty()) {
      throw top.at(node, "steps were expected to be a list of at least one step");
    }
    List<JobStep> steps = new ArrayList<>();
    Set<String> known = new LinkedHashSet<>();
    for (Node item : sequence.getValue()) {
      YamlFields fields = YamlFields.of(item, file, "a step");
      String id = fields.text("id", parameters).orElse("step-" + (steps.size() + 1));
      if (!NAME.matcher(id).matches()) {
        throw fields.wrong("a step's id of letters, digits and - was expected: " + id);
      }
      List<String> after = after(fields, known, steps);
      if (!known.add(id)) {
        throw fields.wrong("there is a step " + id + " already");
      }
      steps.add(new JobStep(id, fields.line(), after, new StepReader(fields, parameters).work()));
    }
    return steps;
  }

  /** What a step waits for: what it says, else the step before it. */
  private List<String> after(YamlFields fields, Set<String> known, List<JobStep> before) {
    if (fields.node("after").isEmpty()) {
      return before.isEmpty() ? List.of() : List.of(before.get(before.size() - 1).id());
    }
    List<String> after = fields.texts("after", parameters);
    for (String step : after) {
      if (!known.contains(step)) {
        throw fields.at(
            fields.node("after").orElseThrow(),
            "there is no step " + step + " above this one; there are " + known);
      }
    }
    return after;
  }
}
