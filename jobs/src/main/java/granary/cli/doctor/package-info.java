/**
 * The command {@code doctor}: checks of everything that Granary needs, each finding with its
 * remedy. Read {@link granary.cli.doctor.DoctorCommand} first.
 */
@NullMarked
package granary.cli.doctor;

import org.jspecify.annotations.NullMarked;
