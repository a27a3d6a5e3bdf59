package granary.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(SampleKind.class)
  void isTheSameForTheSameSeed(SampleKind kind) throws IOException {
    for (String format : new String[] {"csv", "jsonl"}) {
      write(kind, format, 1, 10, "a");
      write(kind, format, 1, 10, "b");
      write(kind, format, 2, 10, "c");
      assertThat(directory.resolve("a")).hasSameBinaryContentAs(directory.resolve("b"));
      assertThat(Files.readAllBytes(directory.resolve("a")))
          .isNotEqualTo(Files.readAllBytes(directory.resolve("c")));
    }
  }

  @ParameterizedTest
  @EnumSource(SampleKind.class)
  void writesAvroWithItsSchema(SampleKind kind) throws IOException {
    Sample.Written written = write(kind, "avro", 1, 0, "a.avro");
    assertThat(written.bad()).isZero();
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(directory.resolve("a.avro").toFile(), new GenericDatumReader<>())) {
      assertThat(reader.getSchema()).isEqualTo(kind.schema());
      assertThat((Iterable<GenericRecord>) reader).hasSize(200);
    }
    assertThat(directory).isDirectoryNotContaining("glob:**.crc");
  }

  @Test
  void refusesBadRecordsInAvro() {
    assertThatThrownBy(() -> write(SampleKind.USERS, "avro", 1, 1, "a.avro"))
        .isInstanceOf(InvalidRequestException.class);
  }

  private Sample.Written write(SampleKind kind, String format, long seed, double bad, String name)
      throws IOException {
    return new Sample(kind, 200, seed, format, bad, LocalDate.of(2026, 11, 16), 7)
        .write(new org.apache.hadoop.fs.Path(directory.resolve(name).toUri()), new Configuration());
  }
}
