/** Reads JSON lines and documents. Read {@link granary.ingest.json.JsonReader} first. */
@NullMarked
package granary.ingest.json;

import org.jspecify.annotations.NullMarked;
