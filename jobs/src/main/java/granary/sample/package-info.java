/**
 * Sample data: records of made-up systems, the same for the same seed. Read {@link
 * granary.sample.Sample} first.
 */
@NullMarked
package granary.sample;

import org.jspecify.annotations.NullMarked;
