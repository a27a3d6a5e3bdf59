/** Tests of job files. */
@NullMarked
package granary.jobs.run;

import org.jspecify.annotations.NullMarked;
