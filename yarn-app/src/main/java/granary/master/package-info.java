/** The application master of one job. Read {@link granary.master.JobMaster} first. */
@NullMarked
package granary.master;

import org.jspecify.annotations.NullMarked;
