/**
 * Drills: real commands at work in a cluster whose parts are lost or tampered with. Read {@link
 * granary.drill.ClusterDrillIT} first.
 */
@NullMarked
package granary.drill;

import org.jspecify.annotations.NullMarked;
