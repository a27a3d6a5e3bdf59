/** Bad records, set aside as they came. Read {@link granary.ingest.quarantine.Quarantine} first. */
@NullMarked
package granary.ingest.quarantine;

import org.jspecify.annotations.NullMarked;
