/**
 * Jobs in this process, without YARN: the same tasks under the same contract. Read {@link
 * granary.local.LocalJobs} first.
 */
@NullMarked
package granary.local;

import org.jspecify.annotations.NullMarked;
