package granary.sql;

import granary.engine.ColumnType;
import granary.engine.NamedColumn;
import granary.sql.AggregateStep.Function;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/** Turns Calcite's tree into {@link PlanNode}s, and remembers what is filtered at the scan. */
final class PlanBuilder {
  private final ExpressionRenderer expressions;
  private final List<RexNode> scanFilters = new ArrayList<>();
  private @Nullable TableScan scan;

  PlanBuilder(ExpressionRenderer expressions) {
    this.expressions = expressions;
  }

  PlanNode build(RelNode root) {
    return build(root, ImmutableBitSet.range(root.getRowType().getFieldCount()));
  }

  /** Conditions that every row of the scan that counts meets. */
  List<RexNode> scanFilters() {
    return List.copyOf(scanFilters);
  }

  /** The scan, or null if the query reads no dataset. */
  @Nullable TableScan scan() {
    return scan;
  }

  /** Builds the part of the plan below {@code node}, of whose columns {@code needed} are used. */
  private PlanNode build(RelNode node, ImmutableBitSet needed) {
    if (node instanceof TableScan tableScan) {
      scan = tableScan;
      return new PlanNode.Scan(columns(tableScan.getRowType(), needed));
    }
    if (node instanceof Filter filter) {
      RexNode condition = filter.getCondition();
      PlanNode input =
          build(filter.getInput(), needed.union(RelOptUtil.InputFinder.bits(condition)));
      if (input instanceof PlanNode.Scan || onlyFilters(input)) {
        scanFilters.add(condition);
      }
      return new PlanNode.Filter(input, expressions.render(condition));
    }
    if (node instanceof Project project) {
      ImmutableBitSet used = RelOptUtil.InputFinder.bits(project.getProjects(), null);
      return new PlanNode.Project(
          build(project.getInput(), used),
          project.getProjects().stream().map(expressions::render).toList(),
          columns(project.getRowType()));
    }
    if (node instanceof Aggregate aggregate) {
      return aggregate(aggregate);
    }
    if (node instanceof Sort sort) {
      return sort(sort, needed);
    }
    if (node instanceof Values values) {
      return new PlanNode.Rows(
          values.getTuples().stream()
              .map(row -> row.stream().map(expressions::render).toList())
              .toList(),
          columns(values.getRowType()));
    }
    throw new PlanningException("the step " + node.getRelTypeName() + " is not supported yet");
  }

  private static boolean onlyFilters(PlanNode node) {
    return node instanceof PlanNode.Filter filter
        && (filter.input() instanceof PlanNode.Scan || onlyFilters(filter.input()));
  }

  private static List<NamedColumn> columns(RelDataType rowType) {
    return columns(rowType, ImmutableBitSet.range(rowType.getFieldCount()));
  }

  private static List<NamedColumn> columns(RelDataType rowType, ImmutableBitSet needed) {
    List<NamedColumn> columns = new ArrayList<>();
    for (RelDataTypeField field : rowType.getFieldList()) {
      if (needed.get(field.getIndex())) {
        columns.add(new NamedColumn(name(field.getIndex()), ColumnTypes.of(field.getType())));
      }
    }
    return columns;
  }

  private static String name(int index) {
    return "c" + index;
  }

  private static List<String> names(Iterable<Integer> indexes) {
    List<String> names = new ArrayList<>();
    indexes.forEach(index -> names.add(name(index)));
    return names;
  }

  private PlanNode aggregate(Aggregate aggregate) {
    ImmutableBitSet.Builder needed = ImmutableBitSet.builder().addAll(aggregate.getGroupSet());
    List<AggregateStep> calls = new ArrayList<>();
    for (AggregateCall call : aggregate.getAggCallList()) {
      needed.addAll(call.getArgList());
      if (call.filterArg >= 0) {
        needed.set(call.filterArg);
      }
      calls.add(step(call, aggregate.getInput().getRowType()));
    }
    return new PlanNode.Aggregate(
        build(aggregate.getInput(), needed.build()),
        names(aggregate.getGroupSet()),
        aggregate.getGroupSets().stream().map(PlanBuilder::names).toList(),
        calls,
        columns(aggregate.getRowType()));
  }

  private static AggregateStep step(AggregateCall call, RelDataType input) {
    Function function =
        switch (call.getAggregation().getKind()) {
          case COUNT -> Function.COUNT;
          case SUM -> Function.SUM;
          case AVG -> Function.AVG;
          case MIN -> Function.MIN;
          case MAX -> Function.MAX;
          case STDDEV_POP -> Function.STDDEV_POP;
          case STDDEV_SAMP -> Function.STDDEV_SAMP;
          case VAR_POP -> Function.VAR_POP;
          case VAR_SAMP -> Function.VAR_SAMP;
          case GROUPING -> Function.GROUPING;
          default ->
              throw new PlanningException(
                  "the aggregate " + call.getAggregation().getName() + " is not supported");
        };
    boolean ordinary = function != Function.MIN && function != Function.MAX;
    List<Integer> arguments = call.getArgList();
    ColumnType first =
        arguments.isEmpty()
            ? ColumnType.of(ColumnType.Kind.BOOLEAN)
            : ColumnTypes.of(input.getFieldList().get(arguments.get(0)).getType());
    return new AggregateStep(
        function,
        call.isDistinct() && ordinary,
        names(arguments),
        first,
        call.filterArg < 0 ? "" : name(call.filterArg));
  }

  private PlanNode sort(Sort sort, ImmutableBitSet needed) {
    List<String> order = new ArrayList<>();
    ImmutableBitSet.Builder used = ImmutableBitSet.builder().addAll(needed);
    for (RelFieldCollation key : sort.getCollation().getFieldCollations()) {
      used.set(key.getFieldIndex());
      order.add(
          FragmentRenderer.column(name(key.getFieldIndex()))
              + (key.getDirection().isDescending() ? " DESC" : " ASC")
              + (key.nullDirection == RelFieldCollation.NullDirection.FIRST
                  ? " NULLS FIRST"
                  : " NULLS LAST"));
    }
    return new PlanNode.Sort(
        build(sort.getInput(), used.build()),
        order,
        sort.offset == null ? 0 : count(sort.offset),
        sort.fetch == null ? -1 : count(sort.fetch));
  }

  private static long count(RexNode node) {
    if (node instanceof RexLiteral literal) {
      Long value = literal.getValueAs(Long.class);
      if (value != null) {
        return value;
      }
    }
    throw new PlanningException("LIMIT and OFFSET take numbers (" + node + ")");
  }
}
