package granary.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedCluster.class)
final class HiveServerIT {
  private static final Schema SCHEMA =
      SchemaBuilder.record("reading").fields().requiredLong("amount").endRecord();

  private final ProcessCluster cluster;

  HiveServerIT(ProcessCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void readsAnAvroFileThroughAnExternalTable() throws Exception {
    Path directory = new Path("/hive-server-it");
    try (FileSystem fileSystem = FileSystem.newInstance(cluster.hadoop())) {
      write(fileSystem, new Path(directory, "one.avro"), 7);
      write(fileSystem, new Path(directory, "_hidden.avro"), 1_000);
    }

    try (Connection connection = DriverManager.getConnection(cluster.hiveUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS hive_server_it");
      statement.execute(
          "CREATE EXTERNAL TABLE hive_server_it STORED AS AVRO LOCATION '"
              + cluster.hdfs()
              + directory
              + "' TBLPROPERTIES ('avro.schema.literal'='"
              + SCHEMA
              + "')");
      try (ResultSet rows =
          statement.executeQuery("SELECT count(*), sum(amount) FROM hive_server_it")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isEqualTo(1);
        assertThat(rows.getLong(2)).isEqualTo(7);
      }
      statement.execute("DROP TABLE hive_server_it");
    }
  }

  private static void write(FileSystem fileSystem, Path file, long amount) throws Exception {
    GenericRecord reading = new GenericRecordBuilder(SCHEMA).set("amount", amount).build();
    try (OutputStream out = fileSystem.create(file);
        DataFileWriter<GenericRecord> writer =
            new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(SCHEMA))) {
      writer.create(SCHEMA, out).append(reading);
    }
  }
}
