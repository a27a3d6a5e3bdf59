/**
 * The import rules of ARCHITECTURE.md, checked. Read {@link granary.architecture.ArchitectureTest}.
 */
@NullMarked
package granary.architecture;

import org.jspecify.annotations.NullMarked;
