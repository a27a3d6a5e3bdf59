package granary.commit;

import granary.dataset.PartitionColumns;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;

/** Staged files as the ledger lists them. */
final class LedgerFiles {
  private final PartitionSpec spec;

  LedgerFiles(Table table) {
    this.spec = table.spec();
  }

  DataFile of(Intent.PlannedFile file) {
    StagedFile staged = file.staged();
    return DataFiles.builder(spec)
        .withPath(file.target())
        .withFormat(FileFormat.AVRO)
        .withPartition(PartitionColumns.values(staged.partition()))
        .withFileSizeInBytes(staged.bytes())
        .withMetrics(metrics(staged))
        .build();
  }

  private static Metrics metrics(StagedFile staged) {
    Map<Integer, Long> values = new HashMap<>();
    Map<Integer, Long> nulls = new HashMap<>();
    Map<Integer, ByteBuffer> lower = new HashMap<>();
    Map<Integer, ByteBuffer> upper = new HashMap<>();
    for (FieldStatistics field : staged.statistics()) {
      values.put(field.fieldId(), field.values());
      nulls.put(field.fieldId(), field.nulls());
      field.lower().ifPresent(bound -> lower.put(field.fieldId(), ByteBuffer.wrap(bound)));
      field.upper().ifPresent(bound -> upper.put(field.fieldId(), ByteBuffer.wrap(bound)));
    }
    return new Metrics(staged.rows(), null, values, nulls, null, lower, upper);
  }
}
