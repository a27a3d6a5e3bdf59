/** Jobs of toy tasks on a real YARN. Read {@link granary.yarnjobs.YarnJobsIT}. */
@NullMarked
package granary.yarnjobs;

import org.jspecify.annotations.NullMarked;
