package granary.sql;

import granary.engine.ColumnType;
import java.util.List;

/**
 * One aggregate.
 *
 * @param function which
 * @param distinct whether each value counts once
 * @param arguments the input's columns; none for {@code count(*)}
 * @param argumentType the first argument's type; BOOLEAN if there is none
 * @param filter the boolean column that selects the rows that count, or an empty text
 */
record AggregateStep(
    Function function,
    boolean distinct,
    List<String> arguments,
    ColumnType argumentType,
    String filter) {

  /** What aggregates there are, and how their partial results add up. */
  enum Function {
    COUNT,
    SUM,
    AVG,
    MIN,
    MAX,
    STDDEV_POP,
    STDDEV_SAMP,
    VAR_POP,
    VAR_SAMP,
    /** Adds up the counts of parts: 0 if there is none. */
    SUM_OF_COUNTS,
    /** Adds up sums of whole numbers, which may be beyond BIGINT on the way. */
    SUM_OF_SUMS,
    /** The quotient of a sum of sums and a sum of counts. */
    AVG_OF_SUMS,
    /** A sum as the exchange keeps it, so that no part overflows. */
    PARTIAL_SUM,
    GROUPING
  }

  AggregateStep {
    arguments = List.copyOf(arguments);
  }

  /** Whether partial results of parts of the rows give the whole. */
  boolean splits() {
    return switch (function) {
      case COUNT, SUM, AVG, MIN, MAX -> !distinct;
      case GROUPING -> true;
      default -> false;
    };
  }

  /** The type in which a sum of the argument is kept between stages. */
  ColumnType partialSumType() {
    return switch (argumentType.kind()) {
      case INTEGER, BIGINT -> ColumnType.decimal(38, 0);
      case DECIMAL -> ColumnType.decimal(38, argumentType.scale());
      default -> ColumnType.of(ColumnType.Kind.DOUBLE);
    };
  }
}
