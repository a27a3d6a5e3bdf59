/** What a container can do, tried in it. Read {@link granary.jobs.doctor.NodeCheckJob}. */
@NullMarked
package granary.jobs.doctor;

import org.jspecify.annotations.NullMarked;
