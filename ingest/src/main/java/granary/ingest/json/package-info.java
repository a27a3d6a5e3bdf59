/** Reads JSON lines. Read {@link granary.ingest.json.JsonLinesReader} first. */
@NullMarked
package granary.ingest.json;

import org.jspecify.annotations.NullMarked;
