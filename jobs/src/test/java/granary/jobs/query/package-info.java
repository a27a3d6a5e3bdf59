@NullMarked
package granary.jobs.query;

import org.jspecify.annotations.NullMarked;
