/** Jobs on YARN from the user's side. Read {@link granary.client.YarnJobs} first. */
@NullMarked
package granary.client;

import org.jspecify.annotations.NullMarked;
