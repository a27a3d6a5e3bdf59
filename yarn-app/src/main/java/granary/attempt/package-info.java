/**
 * One try at a task, wherever it runs: in an executor or in the client's own process. Read {@link
 * granary.attempt.AttemptRun} first.
 */
@NullMarked
package granary.attempt;

import org.jspecify.annotations.NullMarked;
