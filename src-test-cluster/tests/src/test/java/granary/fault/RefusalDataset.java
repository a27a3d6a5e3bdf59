package granary.fault;

import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import granary.dataset.Grain;
import granary.dataset.TimeField;
import granary.ledger.Ledger;
import granary.ledger.LedgerDataset;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/** A dataset of an ID and a time, by day. */
final class RefusalDataset {
  private RefusalDataset() {}

  static void create(Ledger ledger, String name) {
    Schema schema =
        SchemaBuilder.record("entry")
            .fields()
            .requiredLong("id")
            .name("at")
            .type(LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG)))
            .noDefault()
            .endRecord();
    LedgerDataset ignored =
        ledger.create(
            new Dataset(
                new DatasetName(name),
                schema,
                Optional.of(new TimeField("at", Optional.empty())),
                Grain.DAY,
                ZoneOffset.UTC));
  }
}
