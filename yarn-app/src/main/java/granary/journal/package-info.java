/**
 * What a job's application master wrote down, and a job as its users see it. Read {@link
 * granary.journal.JournalRecord} first.
 */
@NullMarked
package granary.journal;

import org.jspecify.annotations.NullMarked;
