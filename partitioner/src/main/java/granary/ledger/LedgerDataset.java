package granary.ledger;

import granary.dataset.Dataset;
import java.util.List;
import java.util.OptionalLong;
import org.apache.avro.Schema;

/**
 * A dataset as the ledger knows it.
 *
 * @param dataset its definition
 * @param uuid its incarnation: it changes when the dataset is dropped and created again
 * @param tableSchema the ledger's schema: the fields, then the partition columns
 * @param fileSchema the Avro schema that data files are written with, with Iceberg's field IDs
 * @param location its directory, a full URI: {@code ROOT/type=NAME}
 * @param snapshotId the current snapshot; empty before the first commit
 * @param notes what a reader will see otherwise than written, one sentence a field
 */
public record LedgerDataset(
    Dataset dataset,
    String uuid,
    org.apache.iceberg.Schema tableSchema,
    Schema fileSchema,
    String location,
    OptionalLong snapshotId,
    List<String> notes) {
  public LedgerDataset {
    notes = List.copyOf(notes);
  }
}
