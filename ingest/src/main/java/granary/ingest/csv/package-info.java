/** Reads comma-separated text. Read {@link granary.ingest.csv.CsvReader} first. */
@NullMarked
package granary.ingest.csv;

import org.jspecify.annotations.NullMarked;
