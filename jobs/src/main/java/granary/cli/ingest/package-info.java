/**
 * The commands that bring data in and show what came of it. Read {@link
 * granary.cli.ingest.IngestCommand} first.
 */
@NullMarked
package granary.cli.ingest;

import org.jspecify.annotations.NullMarked;
