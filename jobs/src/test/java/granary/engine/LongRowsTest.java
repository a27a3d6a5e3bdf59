package granary.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of which as many as usually go together are more than the memory that there is. */
final class LongRowsTest {
  private static final int ROWS = 1200;
  private static final int LENGTH = 80_000;
  private static final int MEMORY_MIB = 96;
  private static final List<NamedColumn> COLUMNS =
      List.of(
          new NamedColumn("c0", ColumnType.of(ColumnType.Kind.BIGINT)),
          new NamedColumn("c1", ColumnType.of(ColumnType.Kind.VARCHAR)));

  @TempDir Path directory;

  @Test
  void areWrittenAndReadInLittleMemory() throws Exception {
    Path written = directory.resolve("part.parquet");
    try (FragmentDatabase database =
        FragmentDatabase.open(new FragmentLimits(MEMORY_MIB, directory))) {
      database.feed(input(), counts -> {});
      String sql = "SELECT c0, c1 FROM " + FragmentDatabase.SCAN;
      assertThat(database.writeParquet(sql, written)).isEqualTo(ROWS);
    }

    try (FragmentDatabase database =
        FragmentDatabase.open(new FragmentLimits(MEMORY_MIB, directory))) {
      database.query(
          "SELECT c0, c1 FROM " + FragmentDatabase.parquetInput(List.of(written), COLUMNS),
          rows -> {
            for (long id = 0; id < ROWS; id++) {
              assertThat(rows.next()).isTrue();
              assertThat(rows.getLong(1)).isEqualTo(id);
              assertThat(rows.getString(2)).hasSize(LENGTH);
            }
            assertThat(rows.next()).isFalse();
          });
    }
  }

  private ScanInput input() throws IOException {
    Path file = directory.resolve("long.avro");
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type": "record", "name": "Long", "fields": [
                  {"name": "id", "type": "long", "field-id": 1},
                  {"name": "text", "type": "string", "field-id": 2}]}
                """);
    byte[] text = new byte[LENGTH];
    Random random = new Random(5);
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      writer.setCodec(CodecFactory.nullCodec()).create(schema, file.toFile());
      for (long id = 0; id < ROWS; id++) {
        GenericRecord row = new GenericData.Record(schema);
        for (int i = 0; i < LENGTH; i += 1 + random.nextInt(60)) {
          text[i] = (byte) ('a' + random.nextInt(26));
        }
        row.put("id", id);
        row.put("text", new String(text, StandardCharsets.US_ASCII));
        writer.append(row);
      }
    }
    return new ScanInput(
        List.of(
            new ScanColumn("c0", COLUMNS.get(0).type(), List.of("id"), 1, ""),
            new ScanColumn("c1", COLUMNS.get(1).type(), List.of("text"), 2, "")),
        List.of(new Split(file.toUri().toString(), 0, Files.size(file), ROWS, Map.of())),
        new Configuration());
  }
}
