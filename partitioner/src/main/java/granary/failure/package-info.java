/**
 * The ways in which Granary fails. Read {@link granary.failure.GranaryException} first: its four
 * kinds decide the exit code and whether a retry is safe.
 */
@NullMarked
package granary.failure;

import org.jspecify.annotations.NullMarked;
