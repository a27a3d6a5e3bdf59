/**
 * The main job from end to end, as a user does it: files in, the same answers out of YARN, of this
 * process, of Hive and of a plain program over the input. Read {@link
 * granary.acceptance.SameAnswersIT} first.
 */
@NullMarked
package granary.acceptance;

import org.jspecify.annotations.NullMarked;
