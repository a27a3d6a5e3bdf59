package granary.dataset;

import java.time.ZoneId;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A dataset's definition, as the ledger keeps it.
 *
 * @param name its name, which is its type
 * @param schema the Avro schema that its user gave; the ledger derives from it what the files are
 *     written with
 * @param timeField where a record's event time is; empty only with grain none
 * @param grain how much time a partition covers
 * @param zone the zone in which periods begin
 */
public record Dataset(
    DatasetName name, Schema schema, Optional<TimeField> timeField, Grain grain, ZoneId zone) {}
