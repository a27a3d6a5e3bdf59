package granary.jobs.query;

import granary.engine.NamedColumn;
import java.util.List;

/**
 * What a {@link FinalTask} does: {@code sql} over the rows of stages.
 *
 * @param inputs the stages that the SQL reads
 */
record FinalPayload(String sql, List<Input> inputs) {
  /**
   * Rows that a stage wrote.
   *
   * @param planStage its place in the plan, by which the SQL names it
   * @param jobStage its place in the job; -1 if it had nothing to read and does not run
   * @param columns what it wrote
   */
  record Input(int planStage, int jobStage, List<NamedColumn> columns) {}
}
