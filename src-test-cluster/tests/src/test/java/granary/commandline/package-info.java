/** The commands as users run them, on a real cluster. */
@NullMarked
package granary.commandline;

import org.jspecify.annotations.NullMarked;
