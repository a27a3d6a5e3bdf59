package granary.sql;

import granary.engine.ColumnType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * Translates conditions into the ledger's expressions, to skip partitions and files. What has no
 * faithful translation is left out: the expression may be true for more rows, never for fewer.
 */
final class ScanFilter {
  private final SourceTable table;
  private final Instant now;

  ScanFilter(SourceTable table, Instant now) {
    this.table = table;
    this.now = now;
  }

  Expression of(List<RexNode> conditions) {
    Expression all = Expressions.alwaysTrue();
    for (RexNode condition : conditions) {
      for (RexNode conjunct : RelOptUtil.conjunctions(condition)) {
        all = Expressions.and(all, translate(conjunct).orElse(Expressions.alwaysTrue()));
      }
    }
    return all;
  }

  private Optional<Expression> translate(RexNode node) {
    if (!(node instanceof RexCall call)) {
      return Optional.empty();
    }
    return switch (call.getKind()) {
      case AND -> conjunction(call);
      case OR -> disjunction(call);
      case IS_NULL -> column(call.getOperands().get(0)).map(c -> Expressions.isNull(c.name()));
      case IS_NOT_NULL -> column(call.getOperands().get(0)).map(c -> Expressions.notNull(c.name()));
      case EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
          comparison(call);
      case LIKE -> prefix(call);
      default -> Optional.empty();
    };
  }

  /** A part that cannot be translated only makes a conjunction wider. */
  private Optional<Expression> conjunction(RexCall call) {
    return call.getOperands().stream()
        .map(this::translate)
        .flatMap(Optional::stream)
        .reduce(Expressions::and);
  }

  private Optional<Expression> disjunction(RexCall call) {
    Expression any = Expressions.alwaysFalse();
    for (RexNode operand : call.getOperands()) {
      Optional<Expression> translated = translate(operand);
      if (translated.isEmpty()) {
        return Optional.empty();
      }
      any = Expressions.or(any, translated.get());
    }
    return Optional.of(any);
  }

  private Optional<Expression> comparison(RexCall call) {
    RexNode left = call.getOperands().get(0);
    RexNode right = call.getOperands().get(1);
    Optional<SourceColumn> column = column(left);
    SqlKind kind = call.getKind();
    RexNode constant = right;
    if (column.isEmpty()) {
      column = column(right);
      constant = left;
      kind = kind.reverse();
    }
    if (column.isEmpty()) {
      return Optional.empty();
    }
    Object value = value(constant, column.get().type());
    if (value == null) {
      return Optional.empty();
    }
    String name = column.get().name();
    return Optional.ofNullable(
        switch (kind) {
          case EQUALS -> Expressions.equal(name, value);
          case LESS_THAN -> Expressions.lessThan(name, value);
          case LESS_THAN_OR_EQUAL -> Expressions.lessThanOrEqual(name, value);
          case GREATER_THAN -> Expressions.greaterThan(name, value);
          case GREATER_THAN_OR_EQUAL -> Expressions.greaterThanOrEqual(name, value);
          default -> null;
        });
  }

  private Optional<Expression> prefix(RexCall call) {
    boolean plain = call.getOperands().size() == 2 && call.getOperator().getName().equals("LIKE");
    Optional<SourceColumn> column = column(call.getOperands().get(0));
    if (!plain
        || column.isEmpty()
        || !(call.getOperands().get(1) instanceof RexLiteral literal)
        || literal.isNull()) {
      return Optional.empty();
    }
    String pattern = text(literal);
    int end = 0;
    while (end < pattern.length() && "%_".indexOf(pattern.charAt(end)) < 0) {
      end++;
    }
    return end == 0
        ? Optional.empty()
        : Optional.of(Expressions.startsWith(column.get().name(), pattern.substring(0, end)));
  }

  /**
   * The column that a reference is to, also through a cast that changes no value. The ledger has no
   * bounds of arrays and maps.
   */
  private Optional<SourceColumn> column(RexNode node) {
    RexNode inner = node;
    if (node instanceof RexCall cast
        && cast.getKind() == SqlKind.CAST
        && SqlTypeName.INT_TYPES.contains(cast.getType().getSqlTypeName())
        && SqlTypeName.INT_TYPES.contains(cast.getOperands().get(0).getType().getSqlTypeName())) {
      inner = cast.getOperands().get(0);
    }
    return inner instanceof RexInputRef reference
        ? Optional.of(table.columns().get(reference.getIndex()))
            .filter(column -> column.items().isEmpty())
        : Optional.empty();
  }

  /** A constant as the ledger compares it with a column of {@code type}, or null. */
  private @Nullable Object value(RexNode node, ColumnType type) {
    Object constant = constant(node);
    if (constant == null) {
      return null;
    }
    try {
      return switch (type.kind()) {
        case VARCHAR -> constant instanceof String text ? text : null;
        case BOOLEAN -> constant instanceof Boolean flag ? flag : null;
        case INTEGER -> constant instanceof BigDecimal number ? number.intValueExact() : null;
        case BIGINT -> constant instanceof BigDecimal number ? number.longValueExact() : null;
        case DECIMAL ->
            constant instanceof BigDecimal number ? number.setScale(type.scale()) : null;
        case DATE -> day(constant);
        case TIMESTAMP -> microseconds(constant);
        case REAL, DOUBLE, VARBINARY -> null;
      };
    } catch (ArithmeticException | DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Integer day(Object constant) {
    return constant instanceof LocalDateTime time && time.equals(time.truncatedTo(ChronoUnit.DAYS))
        ? (Integer) Math.toIntExact(time.toLocalDate().toEpochDay())
        : null;
  }

  private static @Nullable Long microseconds(Object constant) {
    if (!(constant instanceof LocalDateTime time)) {
      return null;
    }
    Instant instant = time.toInstant(ZoneOffset.UTC);
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** A constant's value: text, a number, a flag or a time; null if it is none of these. */
  private @Nullable Object constant(RexNode node) {
    if (node instanceof RexLiteral literal && !literal.isNull()) {
      return switch (literal.getTypeName()) {
        case CHAR, VARCHAR -> text(literal);
        case BOOLEAN -> literal.getValueAs(Boolean.class);
        case DECIMAL, INTEGER, BIGINT -> literal.getValueAs(BigDecimal.class);
        case DATE ->
            LocalDate.parse(
                    String.valueOf(literal.getValueAs(org.apache.calcite.util.DateString.class)))
                .atStartOfDay();
        case TIMESTAMP ->
            time(String.valueOf(literal.getValueAs(org.apache.calcite.util.TimestampString.class)));
        default -> null;
      };
    }
    if (!(node instanceof RexCall call)) {
      return null;
    }
    if (call.getOperator().getName().equals("CURRENT_DATE")) {
      return LocalDateTime.ofInstant(now, ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
    }
    return call.getKind() == SqlKind.CAST ? cast(call) : null;
  }

  private @Nullable Object cast(RexCall call) {
    Object inner = constant(call.getOperands().get(0));
    SqlTypeName target = call.getType().getSqlTypeName();
    return switch (target) {
      case VARCHAR -> inner instanceof String ? inner : null;
      case TINYINT, SMALLINT, INTEGER, BIGINT, DECIMAL -> wholeNumber(inner);
      case DATE -> {
        LocalDateTime time = inner instanceof String text ? time(text) : asTime(inner);
        yield time == null ? null : time.truncatedTo(ChronoUnit.DAYS);
      }
      case TIMESTAMP -> inner instanceof String text ? time(text) : asTime(inner);
      default -> null;
    };
  }

  private static @Nullable Object wholeNumber(@Nullable Object inner) {
    return inner instanceof BigDecimal number && number.stripTrailingZeros().scale() <= 0
        ? number
        : null;
  }

  private static @Nullable LocalDateTime asTime(@Nullable Object value) {
    return value instanceof LocalDateTime time ? time : null;
  }

  /** Times as {@code 2026-11-22}, or with hours and minutes behind a blank or a T. */
  private static @Nullable LocalDateTime time(String text) {
    String iso = text.strip().replace(' ', 'T');
    try {
      return iso.length() == 10 ? LocalDate.parse(iso).atStartOfDay() : LocalDateTime.parse(iso);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String text(RexLiteral literal) {
    String value = literal.getValueAs(String.class);
    return value == null ? "" : value;
  }
}
