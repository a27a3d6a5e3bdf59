package granary.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept in memory against the file that it stands for. */
final class MetadataCacheTest {
  @Test
  void keepsWhatWasWrittenAsAReaderFindsIt(@TempDir Path directory) {
    FileIO io = new HadoopFileIO(new Configuration());
    String location = directory.resolve("00001-a.metadata.json").toUri().toString();
    TableMetadata first =
        TableMetadata.newTableMetadata(
            new Schema(Types.NestedField.required(1, "number", Types.LongType.get())),
            PartitionSpec.unpartitioned(),
            directory.toUri().toString(),
            Map.of("format-version", "2"));
    TableMetadata written = first.replaceProperties(Map.of("format-version", "2", "note", "x"));
    TableMetadataParser.write(written, io.newOutputFile(location));

    MetadataCache cache = new MetadataCache(io);
    cache.add(location, written);
    TableMetadata known = cache.read(location);
    TableMetadata read = TableMetadataParser.read(io, location);

    assertThat(TableMetadataParser.toJson(known)).isEqualTo(TableMetadataParser.toJson(read));
    assertThat(known.metadataFileLocation()).isEqualTo(read.metadataFileLocation());
    assertThat(known.lastUpdatedMillis()).isEqualTo(read.lastUpdatedMillis());
    assertThat(known.changes()).isEmpty();
  }
}
