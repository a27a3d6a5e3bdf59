@NullMarked
package granary.cli.doctor;

import org.jspecify.annotations.NullMarked;
