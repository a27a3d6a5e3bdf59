package granary.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import granary.failure.InvalidRequestException;
import granary.ingest.container.AvroFileReader;
import granary.ingest.csv.CsvOptions;
import granary.ingest.csv.CsvSyntax;
import granary.ingest.input.InputContent;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputFormat;
import granary.ingest.input.InputPart;
import granary.ingest.input.TextCharset;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.RecordReader;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.TextValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartReadersTest {
  /** Bytes between two places where a file is divided; with 1 the test takes minutes. */
  private static final int STRIDE = Integer.getInteger("granary.test.division-stride", 5);

  private static final Configuration HADOOP = new Configuration(false);
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"r","fields":[
               {"name":"id","type":"long"},{"name":"text","type":"string"},
               {"name":"other","type":["null","string"]}]}
              """);
  private static final String[] CELLS = {
    "plain",
    "\"quoted\"",
    "\"line\nend\"",
    "\"a,b\r\nc,d\"",
    "\"say \"\"x\"\"\"",
    "\"\"\"\n\"\"\"",
    "\"1,2,3\n4,5,6\n\"",
    ""
  };

  @TempDir Path directory;
  private final RecordShape shape = RecordShape.of(SCHEMA);
  private TextOptions text = TextOptions.DEFAULT;

  @Test
  void readsCsvThatIsDividedAnywhereAsAWhole() throws IOException {
    for (String lineEnd : List.of("\n", "\r\n")) {
      SplittableRandom random = new SplittableRandom(3);
      StringBuilder csv = new StringBuilder("id,text,other" + lineEnd);
      for (int i = 0; i < 40; i++) {
        String text = CELLS[random.nextInt(CELLS.length)];
        String other = CELLS[random.nextInt(CELLS.length)];
        csv.append(i).append(',').append(text).append(',').append(other).append(lineEnd);
      }
      InputFile file = file("a.csv", csv.toString().getBytes(StandardCharsets.UTF_8));
      // Where quoted line ends look like records, a place near the end may be guessed wrongly.
      assertThat(brokenDivisions(file)).isLessThan((int) file.length() / 20 / STRIDE);
    }
  }

  @Test
  void readsCsvWithAnEscapeCharacterThatIsDividedAnywhereAsAWhole() throws IOException {
    CsvSyntax syntax = new CsvSyntax(Optional.empty(), Optional.of('"'), Optional.of('\\'));
    text = new TextOptions(TextCharset.DEFAULT, CsvOptions.DEFAULT.withSyntax(syntax));
    String[] cells = {
      "plain", "\"say \\\"x\\\"\"", "\"\\\\\"", "a\\,b", "\"c\\\nd\"", "\"1,2,3\n4\\\",5,6\n\""
    };
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder csv = new StringBuilder("id,text,other\n");
    for (int i = 0; i < 60; i++) {
      csv.append(i).append(',').append(cells[random.nextInt(cells.length)]).append(',');
      csv.append(cells[random.nextInt(cells.length)]).append('\n');
    }
    InputFile file = file("e.csv", csv.toString().getBytes(StandardCharsets.UTF_8));
    List<String> whole = new ArrayList<>();
    read(InputPart.whole(file), whole);
    assertThat(whole).hasSize(60).noneMatch(row -> row.contains("BAD") || row.contains("RAGGED"));
    assertThat(brokenDivisions(file)).isLessThan((int) file.length() / 20 / STRIDE);
  }

  @Test
  void noticesWhereStrayQuotesMislead() throws IOException {
    String csv =
        """
        id,text,other
        1,a"b,c
        2,d,e
        3,"open,x
        4,f,g
        5,h,i
        6,"q
        r",s
        7,"j"k,l
        8,m,n
        """;
    brokenDivisions(file("b.csv", csv.getBytes(StandardCharsets.UTF_8)));
    String cell = "7,x,y\n".repeat(50);
    String embedded = "id,text,other\n1,\"" + cell + "\",z\n2,a,b\n\n\n3,\"" + cell;
    brokenDivisions(file("c.csv", embedded.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void readsCsvThatNamesItsDelimiterDividedAnywhereAsAWhole() throws IOException {
    StringBuilder csv = new StringBuilder("\uFEFFsep=;\r\nid;text;other\r\n");
    for (int i = 0; i < 60; i++) {
      csv.append(i).append(";\"a;b\r\nc\";x,").append(i).append("\r\n");
    }
    InputFile file = file("s.csv", csv.toString().getBytes(StandardCharsets.UTF_8));
    List<String> whole = new ArrayList<>();
    read(InputPart.whole(file), whole);
    assertThat(whole).hasSize(60).contains("7 a;b\r\nc x,7");
    // Within the first two lines no file is divided: parts begin where chunks do.
    assertThat(brokenDivisions(file, 40)).isLessThan(30);
  }

  @Test
  void readsCsvWhoseQuotesSwallowRecordsDividedAnywhereAsAWhole() throws IOException {
    StringBuilder csv = new StringBuilder("id,text,other\n");
    for (int i = 0; i < 90; i++) {
      String text = i == 20 ? "\"open" : i == 70 ? "\"x, y\"" : i == 80 ? "6\" pipe" : "plain";
      csv.append(i).append(',').append(text).append(",z\n");
    }
    InputFile file = file("q.csv", csv.toString().getBytes(StandardCharsets.UTF_8));
    List<String> whole = new ArrayList<>();
    read(InputPart.whole(file), whole);
    assertThat(whole)
        .hasSize(90)
        .contains("STRAY_QUOTE 20,\"open,z", "STRAY_QUOTE 80,6\" pipe,z", "70 x, y z")
        .filteredOn(row -> row.startsWith("STRAY"))
        .hasSize(2);
    // Beside a stray mark a place may be guessed wrongly.
    assertThat(brokenDivisions(file)).isLessThan((int) file.length() / 8 / STRIDE);
  }

  @Test
  void readsJsonLinesThatAreDividedAnywhereAsAWhole() throws IOException {
    StringBuilder json = new StringBuilder("\uFEFF");
    for (int i = 0; i < 30; i++) {
      json.append("{\"id\":").append(i).append(",\"text\":\"ü").append("x".repeat(i * 3 % 40));
      json.append(i % 5 == 0 ? "\"}\r\n" : i % 7 == 0 ? "\"\n" : "\"}\n\n");
    }
    byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
    assertThat(brokenDivisions(file("a.jsonl", text))).isZero();
    byte[] unended = java.util.Arrays.copyOf(text, text.length - 4);
    assertThat(brokenDivisions(file("b.jsonl", unended))).isZero();
  }

  @Test
  void readsAvroThatIsDividedAnywhereAsAWhole() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] sync = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
      // The marker also stands in the header.
      writer.setMeta("copy", sync);
      writer.create(SCHEMA, out, sync);
      for (int i = 0; i < 60; i++) {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("id", (long) i);
        record.put("text", "text " + i);
        writer.append(record);
        if (i % 7 == 0) {
          writer.sync();
        }
      }
    }
    assertThat(brokenDivisions(file("a.avro", out.toByteArray()))).isZero();
  }

  @Test
  void readsAvroWhoseValuesHoldItsSyncMarkerDividedAnywhereAsAWhole() throws IOException {
    String sync = "0123456789abcdef";
    // Behind the last marker stands what a block of one record of three bytes begins with.
    String block = new String(new byte[] {2, 6, 'x', 'y', 'z'}, StandardCharsets.US_ASCII);
    for (String value : List.of(sync, sync + sync, "a" + sync + "\2" + sync, "0000000" + sync)) {
      InputFile file = file("m.avro", avro(sync, value));
      assertThat(brokenDivisions(file)).as(value).isZero();
    }
    InputFile nested = file("n.avro", avro(sync, sync + block + sync + block + sync));
    assertThat(brokenDivisions(nested)).isPositive();
    InputFile zeros = file("z.avro", avro("\0".repeat(16), "\0".repeat(40)));
    brokenDivisions(zeros);
  }

  /** A file without compression, with a value between others in each of its blocks. */
  private static byte[] avro(String sync, String value) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
      writer.create(SCHEMA, out, sync.getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 30; i++) {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("id", (long) i);
        record.put("text", i % 3 == 1 ? value : "text " + i);
        writer.append(record);
        if (i % 3 == 2) {
          writer.sync();
        }
      }
    }
    return out.toByteArray();
  }

  /**
   * Divides a file in two and in three in many places. Where the parts meet they have to hold what
   * the whole does; the answer is how often they do not meet.
   */
  private int brokenDivisions(InputFile file) throws IOException {
    return brokenDivisions(file, 1);
  }

  private int brokenDivisions(InputFile file, long nearest) throws IOException {
    List<String> whole = new ArrayList<>();
    read(InputPart.whole(file), whole);
    assertThat(whole).isNotEmpty();
    int broken = 0;
    for (long at = nearest; at < file.length(); at += STRIDE) {
      long third = Math.min(file.length(), at + 20);
      List<String> together = new ArrayList<>();
      long[] first = read(new InputPart(file, 0, at), together);
      long[] second = read(new InputPart(file, at, third), together);
      long[] last =
          third == file.length()
              ? second
              : read(new InputPart(file, third, file.length()), together);
      if (meet(file, first, second, last)) {
        assertThat(together).as("divided at %d and %d", at, third).isEqualTo(whole);
      } else {
        broken++;
      }
    }
    return broken;
  }

  private static boolean meet(InputFile file, long[] first, long[] second, long[] last) {
    long next = first[1];
    boolean meet = true;
    for (long[] part : second == last ? List.of(second) : List.of(second, last)) {
      meet &= part[0] < 0 || part[0] == next;
      boolean unread = part[0] >= 0 && part[1] < 0;
      meet &= !unread;
      next = part[0] < 0 ? next : part == last ? file.length() : part[1];
    }
    return meet && next == file.length();
  }

  private long[] read(InputPart part, List<String> rows) throws IOException {
    PartReaders readers =
        new PartReaders(
            new AvroFileReader.Target(shape, SCHEMA, ZoneOffset.UTC, 1 << 16),
            text,
            new TextValues(ZoneOffset.UTC),
            HADOOP);
    try (InputContent content = InputContent.open(part, HADOOP)) {
      Optional<RecordReader> reader = readers.open(content);
      if (reader.isEmpty()) {
        content.finish();
        return new long[] {-1, -1};
      }
      long from = reader.get() instanceof AvroFileReader avro ? avro.from() : content.nextRecord();
      try {
        readAll(reader.get(), rows);
      } catch (InvalidRequestException e) {
        // What was taken for a block was none, so the part does not meet the one before.
        return new long[] {from, -1};
      }
      long to = content.nextRecord();
      content.finish();
      return new long[] {
        from, reader.get() instanceof AvroFileReader avro ? avro.nextBlockOffset() : to
      };
    }
  }

  private void readAll(RecordReader reader, List<String> rows) throws IOException {
    Row row = shape.newRow();
    boolean more = true;
    while (more) {
      try {
        more = reader.next(row);
        if (more) {
          rows.add(row.number(0) + " " + text(row, 1) + " " + (row.isNull(2) ? "" : text(row, 2)));
        }
      } catch (BadRecordException e) {
        rows.add(e.reason() + " " + new String(reader.recordBytes(), StandardCharsets.UTF_8));
      }
    }
  }

  private static String text(Row row, int slot) {
    return new String(row.bytes(), row.offset(slot), row.length(slot), StandardCharsets.UTF_8);
  }

  private InputFile file(String name, byte[] bytes) throws IOException {
    Path path = Files.write(directory.resolve(name), bytes);
    String uri = path.toUri().toString();
    InputFormat format = InputFormat.parse(name.substring(2));
    long modified = Files.getLastModifiedTime(path).toMillis();
    return new InputFile(uri, uri, bytes.length, modified, format);
  }
}
