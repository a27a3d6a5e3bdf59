package granary.ingest.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.commit.FieldStatistics;
import granary.commit.StagedFile;
import granary.dataset.Frequency;
import granary.dataset.Grain;
import granary.dataset.PartitionKey;
import granary.dataset.Period;
import granary.dataset.SourceName;
import granary.failure.InvalidRequestException;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionFilesTest {
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"r","fields":[
               {"name":"b","type":"boolean","field-id":1},
               {"name":"i","type":["null","int"],"field-id":2},
               {"name":"l","type":"long","field-id":3},
               {"name":"f","type":["float","null"],"field-id":4},
               {"name":"d","type":"double","field-id":5},
               {"name":"s","type":["null","string"],"field-id":6},
               {"name":"y","type":"bytes","field-id":7},
               {"name":"n","type":{"type":"bytes","logicalType":"decimal","precision":12,"scale":2},
                "field-id":8},
               {"name":"m","type":{"type":"bytes","logicalType":"decimal","precision":38,"scale":4},
                "field-id":9},
               {"name":"t","type":{"type":"long","logicalType":"timestamp-millis"},"field-id":10},
               {"name":"o","field-id":11,"type":["null",{"type":"record","name":"q","fields":[
                 {"name":"x","type":["null","long"],"field-id":12},
                 {"name":"z","type":"string","field-id":13}]}]}]}
              """);
  private static final int ROWS = 5000;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"zstandard", "snappy", "deflate", "null"})
  void writesWhatAvroReadsWithTrueStatistics(String codec) throws IOException {
    Random random = new Random(7);
    List<Expected> expected = new ArrayList<>();
    List<PartitionKey> keys = List.of(key(0), key(1), key(2));
    List<StagedFile> files;
    try (PartitionFiles writer = writer(codec, new WriteLimits(20_000, 4_000, 30_000, 100))) {
      Row row = RecordShape.of(SCHEMA).newRow();
      for (int i = 0; i < ROWS; i++) {
        Expected next = Expected.random(random, i);
        next.fill(row);
        expected.add(next);
        // The same object, mostly, as an ingest has it, and equal ones.
        writer.add(random.nextInt(4) > 0 ? keys.get(i % 3) : key(i % 3), row);
      }
      files = writer.finish();
    }
    assertThat(files).hasSizeGreaterThan(3);
    for (StagedFile file : files) {
      int hour = file.partition().period().hour();
      List<Expected> read = new ArrayList<>();
      for (GenericRecord found : read(file)) {
        Expected one = expected.get(((Long) found.get("l")).intValue());
        assertThat(one.number() % 3).isEqualTo(hour);
        one.check(found);
        read.add(one);
      }
      assertThat(read).hasSize((int) file.rows());
      checkStatistics(file, read);
    }
    assertThat(files.stream().mapToLong(StagedFile::rows).sum()).isEqualTo(ROWS);
    assertThat(directory.resolve("local")).isEmptyDirectory();
  }

  @Test
  void refusesMorePartitionsThanAllowed() throws IOException {
    try (PartitionFiles writer = writer("null", new WriteLimits(20_000, 4_000, 30_000, 2))) {
      Row row = RecordShape.of(SCHEMA).newRow();
      Expected.random(new Random(1), 0).fill(row);
      writer.add(key(0), row);
      writer.add(key(1), row);
      assertThatThrownBy(() -> writer.add(key(2), row))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("ingest.max-partitions");
    }
  }

  @Test
  void roundsTheUpperBoundOfLongTextUp() {
    TextBounds bounds = new TextBounds();
    add(bounds, "aaaaaaaaaaaaaaaa");
    assertThat(bounds.upper().map(PartitionFilesTest::text)).contains("aaaaaaaaaaaaaaaa");
    add(bounds, "aaaaaaaaaaaaaaaab");
    add(bounds, "aaaaaaaaaaaaaaaa");
    assertThat(bounds.lower().map(PartitionFilesTest::text)).contains("aaaaaaaaaaaaaaaa");
    assertThat(bounds.upper().map(PartitionFilesTest::text)).contains("aaaaaaaaaaaaaaab");
    add(bounds, "z\uD7FF".repeat(8) + "x");
    assertThat(bounds.upper().map(PartitionFilesTest::text))
        .contains("z\uD7FF".repeat(7) + "z\uE000");
    TextBounds last = new TextBounds();
    add(last, Character.toString(Character.MAX_CODE_POINT).repeat(17));
    assertThat(last.upper()).isEmpty();
    assertThat(last.lower()).isPresent();
  }

  @Test
  void findsTheBoundsThatComparingWholeTextsFinds() {
    Random random = new Random(11);
    String[] pieces = {"a", "b", "\0", "\u007f", "é", "\uFFFF", "😀", "bbbbbbb", "aaaaaaaaaaaaaaa"};
    for (int round = 0; round < 2000; round++) {
      TextBounds bounds = new TextBounds();
      List<String> texts = new ArrayList<>();
      for (int count = 1 + random.nextInt(12); count > 0; count--) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
          text.append(pieces[random.nextInt(random.nextBoolean() ? 2 : pieces.length)]);
        }
        texts.add(text.toString());
        add(bounds, text.toString());
      }
      assertThat(bounds.lower().map(PartitionFilesTest::text))
          .contains(prefix(texts.stream().min(PartitionFilesTest::compare).orElseThrow()));
      String upper = prefix(texts.stream().max(PartitionFilesTest::compare).orElseThrow());
      // Where something was cut off, the bound is that of a text that goes on.
      TextBounds expected = new TextBounds();
      add(
          expected,
          texts.stream()
              .filter(text -> text.startsWith(upper))
              .max(Comparator.comparingInt(String::length))
              .orElseThrow());
      assertThat(bounds.upper().map(PartitionFilesTest::text))
          .isEqualTo(expected.upper().map(PartitionFilesTest::text));
    }
  }

  private static String prefix(String text) {
    int characters = Math.min(TextBounds.MAX_CHARACTERS, text.codePointCount(0, text.length()));
    return text.substring(0, text.offsetByCodePoints(0, characters));
  }

  private static void add(TextBounds bounds, String text) {
    byte[] bytes = ("-" + text + "-").getBytes(StandardCharsets.UTF_8);
    bounds.add(bytes, 1, bytes.length - 2);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private PartitionFiles writer(String codec, WriteLimits limits) throws IOException {
    Files.createDirectories(directory.resolve("local"));
    FileSystem fileSystem = FileSystem.getLocal(new Configuration(false));
    return new PartitionFiles(
        SCHEMA,
        BlockCodec.of(codec, 3),
        directory.resolve("local"),
        new StagingTarget(
            fileSystem, new org.apache.hadoop.fs.Path(directory.resolve("_s").toUri()), "c-0"),
        limits);
  }

  private static PartitionKey key(int hour) {
    return new PartitionKey(
        new SourceName("s"),
        Frequency.HOT,
        Period.of(Grain.HOUR, LocalDateTime.of(2026, 11, 22, hour, 0)));
  }

  private static List<GenericRecord> read(StagedFile file) throws IOException {
    List<GenericRecord> records = new ArrayList<>();
    File path = new File(URI.create(file.stagedPath()).getPath());
    assertThat(path).hasSize(file.bytes()).hasName(file.fileName());
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(path, new GenericDatumReader<>())) {
      reader.forEach(records::add);
    }
    return records;
  }

  private static void checkStatistics(StagedFile file, List<Expected> rows) {
    FieldStatistics ints = field(file, 2);
    assertThat(ints.values()).isEqualTo(rows.size());
    assertThat(ints.nulls()).isEqualTo(rows.stream().filter(row -> row.number() % 5 == 0).count());
    int[] present =
        rows.stream().filter(row -> row.number() % 5 != 0).mapToInt(Expected::integer).toArray();
    assertThat(bound(Types.IntegerType.get(), ints.lower().orElseThrow()))
        .isEqualTo(java.util.Arrays.stream(present).min().orElseThrow());
    assertThat(bound(Types.IntegerType.get(), ints.upper().orElseThrow()))
        .isEqualTo(java.util.Arrays.stream(present).max().orElseThrow());
    assertThat(bound(Types.DecimalType.of(12, 2), field(file, 8).lower().orElseThrow()))
        .isEqualTo(
            BigDecimal.valueOf(rows.stream().mapToLong(Expected::cents).min().orElseThrow(), 2));
    assertThat(bound(Types.DecimalType.of(38, 4), field(file, 9).upper().orElseThrow()))
        .isEqualTo(rows.stream().map(Expected::large).max(Comparator.naturalOrder()).orElseThrow());
    assertThat(bound(Types.TimestampType.withZone(), field(file, 10).upper().orElseThrow()))
        .isEqualTo(rows.stream().mapToLong(Expected::millis).max().orElseThrow() * 1000);
    assertThat(field(file, 12).nulls())
        .isEqualTo(rows.stream().filter(row -> row.number() % 7 == 0).count());
    assertThat(field(file, 7).lower()).isEmpty();
    String lower = bound(Types.StringType.get(), field(file, 6).lower().orElseThrow()).toString();
    assertThat(rows).allMatch(row -> compare(lower, row.text()) <= 0);
    String upper = bound(Types.StringType.get(), field(file, 6).upper().orElseThrow()).toString();
    assertThat(rows).allMatch(row -> compare(row.text(), upper) <= 0);
  }

  private static int compare(String left, String right) {
    return java.util.Arrays.compareUnsigned(
        left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
  }

  private static Object bound(org.apache.iceberg.types.Type type, byte[] bytes) {
    return Conversions.fromByteBuffer(type, ByteBuffer.wrap(bytes));
  }

  private static FieldStatistics field(StagedFile file, int id) {
    return file.statistics().stream()
        .filter(field -> field.fieldId() == id)
        .findFirst()
        .orElseThrow();
  }

  /** One row's values, kept apart from the row. */
  private record Expected(
      long number, int integer, double floating, String text, long cents, BigDecimal large) {
    static Expected random(Random random, int number) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(30);
      for (int i = 0; i < length; i++) {
        text.appendCodePoint(random.nextInt(4) == 0 ? 0x1f600 + i : 'a' + random.nextInt(26));
      }
      return new Expected(
          number,
          random.nextInt(),
          random.nextDouble() * 1e6,
          text.toString(),
          random.nextLong() % 1_000_000_000_000L,
          new BigDecimal(new BigInteger(120, random).subtract(BigInteger.TWO.pow(119)), 4));
    }

    long millis() {
      return 1_763_800_000_000L + number * 1000;
    }

    void fill(Row row) {
      row.clear();
      row.setNumber(0, number % 2);
      if (number % 5 == 0) {
        row.setNull(1);
      } else {
        row.setNumber(1, integer);
      }
      row.setNumber(2, number);
      row.setFloating(3, (float) floating);
      row.setFloating(4, floating);
      set(row, 5, text.getBytes(StandardCharsets.UTF_8));
      set(row, 6, new byte[] {1, 2, (byte) number});
      row.setNumber(7, cents);
      set(row, 8, large.unscaledValue().toByteArray());
      row.setNumber(9, millis());
      if (number % 7 == 0) {
        row.setNull(10);
      } else {
        row.setPresent(10);
        row.setNumber(11, -number);
        set(row, 12, "z".getBytes(StandardCharsets.UTF_8));
      }
    }

    private static void set(Row row, int slot, byte[] bytes) {
      row.setBytes(slot, bytes, 0, bytes.length);
    }

    void check(GenericRecord found) {
      assertThat(found.get("b")).isEqualTo(number % 2 == 1);
      assertThat(found.get("i")).isEqualTo(number % 5 == 0 ? null : integer);
      assertThat(found.get("f")).isEqualTo((float) floating);
      assertThat(found.get("d")).isEqualTo(floating);
      assertThat(found.get("s")).hasToString(text);
      assertThat(unscaled(found.get("n"))).isEqualTo(BigInteger.valueOf(cents));
      assertThat(unscaled(found.get("m"))).isEqualTo(large.unscaledValue());
      assertThat(found.get("t")).isEqualTo(millis());
      if (number % 7 == 0) {
        assertThat(found.get("o")).isNull();
      } else {
        assertThat(((GenericRecord) found.get("o")).get("x")).isEqualTo(-number);
      }
    }

    private static BigInteger unscaled(Object bytes) {
      byte[] copy = new byte[((ByteBuffer) bytes).remaining()];
      ((ByteBuffer) bytes).get(copy);
      return new BigInteger(copy);
    }
  }
}
