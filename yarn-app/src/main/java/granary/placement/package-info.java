/**
 * Where an executor goes: a pure function of what was measured. Read {@link
 * granary.placement.Placement} first.
 */
@NullMarked
package granary.placement;

import org.jspecify.annotations.NullMarked;
