/** Tests of the check of containers. */
@NullMarked
package granary.jobs.doctor;

import org.jspecify.annotations.NullMarked;
