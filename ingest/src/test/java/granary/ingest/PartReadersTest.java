package granary.ingest;

import static org.assertj.core.api.Assertions.assertThat;

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

  /**
   * Divides a file in two and in three in many places. Where the parts meet they have to hold what
   * the whole does; the answer is how often they do not meet.
   */
  private int brokenDivisions(InputFile file) throws IOException {
    List<String> whole = new ArrayList<>();
    read(InputPart.whole(file), whole);
    assertThat(whole).isNotEmpty();
    int broken = 0;
    for (long at = 1; at < file.length(); at += STRIDE) {
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
      long from = content.nextRecord();
      readAll(reader.get(), rows);
      long to = content.nextRecord();
      content.finish();
      if (reader.get() instanceof AvroFileReader avro) {
        return new long[] {avro.from(), avro.nextBlockOffset()};
      }
      return new long[] {from, to};
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
