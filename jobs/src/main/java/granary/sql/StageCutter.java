package granary.sql;

import granary.engine.ColumnType;
import granary.engine.NamedColumn;
import granary.sql.AggregateStep.Function;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Cuts a plan into stages by a recursive pass over it: each step says how the rows of its input
 * must be distributed over tasks, and an input that is not closes a stage and leaves an exchange.
 * Rows lie on any task ({@link Distribution#ANY}) or all on one; joins will add hashed ones.
 */
final class StageCutter {
  private static final String COUNT_NAME = "n";

  /** How the rows of a step lie on tasks. */
  private enum Distribution {
    ANY,
    SINGLE
  }

  private record Cut(PlanNode node, Distribution distribution) {}

  private final List<PlanNode> closed = new ArrayList<>();

  /** The stages in order, each one's exchanges before it; the last gives the query's rows. */
  static List<PlanNode> cut(PlanNode root) {
    StageCutter cutter = new StageCutter();
    Cut last = cutter.visit(root);
    cutter.closed.add(last.node());
    return List.copyOf(cutter.closed);
  }

  private Cut visit(PlanNode node) {
    if (node instanceof PlanNode.Sort sort) {
      return new Cut(sort(sort), Distribution.SINGLE);
    }
    if (node instanceof PlanNode.Aggregate aggregate) {
      return new Cut(aggregate(aggregate), Distribution.SINGLE);
    }
    if (node instanceof PlanNode.Filter filter) {
      Cut input = visit(filter.input());
      return new Cut(new PlanNode.Filter(input.node(), filter.condition()), input.distribution());
    }
    if (node instanceof PlanNode.Project project) {
      Cut input = visit(project.input());
      return new Cut(
          new PlanNode.Project(input.node(), project.expressions(), project.columns()),
          input.distribution());
    }
    return new Cut(node, node instanceof PlanNode.Scan ? Distribution.ANY : Distribution.SINGLE);
  }

  private PlanNode close(PlanNode node) {
    closed.add(node);
    return new PlanNode.Exchange(closed.size() - 1, node.columns());
  }

  /** The first rows of the whole are among the first rows of the parts. */
  private PlanNode sort(PlanNode.Sort sort) {
    Cut input = visit(sort.input());
    PlanNode node = input.node();
    if (input.distribution() == Distribution.ANY) {
      long enough = sort.limit() < 0 ? -1 : Math.addExact(sort.offset(), sort.limit());
      node = close(enough < 0 ? node : new PlanNode.Sort(node, sort.order(), 0, enough));
    }
    return new PlanNode.Sort(node, sort.order(), sort.offset(), sort.limit());
  }

  private PlanNode aggregate(PlanNode.Aggregate aggregate) {
    Cut input = visit(aggregate.input());
    if (input.distribution() == Distribution.SINGLE) {
      return over(input.node(), aggregate, aggregate.calls());
    }
    boolean distinctOnce =
        aggregate.calls().stream()
            .allMatch(call -> call.splits() || (call.distinct() && call.filter().isEmpty()));
    return distinctOnce
        ? partial(input.node(), aggregate)
        : over(close(input.node()), aggregate, aggregate.calls());
  }

  private static PlanNode over(
      PlanNode input, PlanNode.Aggregate aggregate, List<AggregateStep> calls) {
    return new PlanNode.Aggregate(
        input, aggregate.keys(), aggregate.groupingSets(), calls, aggregate.columns());
  }

  /**
   * Groups on each task by the keys and by the arguments of distinct aggregates, and again on one.
   * The partial step keeps the input's column names for the keys, so that the final one is the
   * original with other calls.
   */
  private PlanNode partial(PlanNode input, PlanNode.Aggregate aggregate) {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    input.columns().forEach(column -> types.put(column.name(), column.type()));
    List<String> keys = new ArrayList<>(aggregate.keys());
    for (AggregateStep call : aggregate.calls()) {
      if (call.distinct()) {
        call.arguments().stream().filter(name -> !keys.contains(name)).forEach(keys::add);
      }
    }
    List<NamedColumn> columns = new ArrayList<>();
    keys.forEach(key -> columns.add(new NamedColumn(key, Objects.requireNonNull(types.get(key)))));
    List<AggregateStep> first = new ArrayList<>();
    List<AggregateStep> last = new ArrayList<>();
    for (int i = 0; i < aggregate.calls().size(); i++) {
      AggregateStep call = aggregate.calls().get(i);
      if (call.distinct() || call.function() == Function.GROUPING) {
        last.add(call);
      } else {
        String name = "p" + i;
        ColumnType type = aggregate.columns().get(aggregate.keys().size() + i).type();
        last.add(split(call, name, type, first, columns));
      }
    }
    PlanNode.Aggregate before = new PlanNode.Aggregate(input, keys, List.of(keys), first, columns);
    return over(close(before), aggregate, last);
  }

  /** Adds the partial calls of one aggregate, and returns what adds them up. */
  private static AggregateStep split(
      AggregateStep call,
      String name,
      ColumnType type,
      List<AggregateStep> first,
      List<NamedColumn> columns) {
    ColumnType bigint = ColumnType.of(ColumnType.Kind.BIGINT);
    return switch (call.function()) {
      case COUNT -> {
        first.add(call);
        columns.add(new NamedColumn(name, bigint));
        yield step(Function.SUM_OF_COUNTS, List.of(name), bigint);
      }
      case SUM, AVG -> {
        first.add(with(call, Function.PARTIAL_SUM));
        columns.add(new NamedColumn(name, call.partialSumType()));
        if (call.function() == Function.SUM) {
          yield step(Function.SUM_OF_SUMS, List.of(name), call.partialSumType());
        }
        first.add(with(call, Function.COUNT));
        columns.add(new NamedColumn(name + COUNT_NAME, bigint));
        yield step(Function.AVG_OF_SUMS, List.of(name, name + COUNT_NAME), call.partialSumType());
      }
      case MIN, MAX -> {
        first.add(call);
        columns.add(new NamedColumn(name, type));
        yield step(call.function(), List.of(name), type);
      }
      default -> throw new IllegalStateException("Invalid split of " + call);
    };
  }

  private static AggregateStep with(AggregateStep call, Function function) {
    return new AggregateStep(function, false, call.arguments(), call.argumentType(), call.filter());
  }

  private static AggregateStep step(Function function, List<String> arguments, ColumnType type) {
    return new AggregateStep(function, false, arguments, type, "");
  }
}
