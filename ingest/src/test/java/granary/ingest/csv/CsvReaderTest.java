package granary.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.TextValues;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
  private static final Schema AB =
      SchemaBuilder.record("r").fields().optionalString("a").optionalString("b").endRecord();

  @Test
  void readsPlainQuotedAndEmptyCells() {
    assertThat(read("a,b\n1,2\n\"x,y\",\"he said \"\"no\"\"\"\n,\"\"\n"))
        .containsExactly("1|2", "x,y|he said \"no\"", "NULL|");
  }

  @Test
  void readsEveryLineEndAndALastLineWithoutOne() {
    assertThat(read("a,b\r\n1,2\r\n3,4")).containsExactly("1|2", "3|4");
    assertThat(read("a,b\r1,2\r3,\"4\"")).containsExactly("1|2", "3|4");
    assertThat(read("a,b\n1,2\r\n\r\n\n3,4\r")).containsExactly("1|2", "3|4");
    assertThat(read("a,b\n1,\"x\r\ny\nz\"\n3,4\n")).containsExactly("1|x\r\ny\nz", "3|4");
  }

  @Test
  void passesOverTheByteOrderMarkOfAFileOnly() {
    assertThat(read("a,b")).isEmpty();
    assertThat(read("")).isEmpty();
    assertThat(read("a,b\n")).isEmpty();
  }

  @Test
  void setsBadRecordsAsideWithTheirLineAndGoesOn() {
    assertThat(read("a,b\n1,2\nx\"y,2\n3,4\n"))
        .containsExactly("1|2", "!3 stray-quote x\"y,2", "3|4");
    assertThat(read("a,b\n\"x\"y,2\n3,4\n")).containsExactly("!2 stray-quote \"x\"y,2", "3|4");
    assertThat(read("a,b\n1\n1,2,3\n3,4\n"))
        .containsExactly("!2 ragged-row 1", "!3 ragged-row 1,2,3", "3|4");
    assertThat(read("a,b\n1,\"2\n3,4\n5,6\n"))
        .containsExactly("!2 unterminated-quote 1,\"2", "3|4", "5|6");
    assertThat(read("a,b\n\"m\nn\",1\nx\"\n3,4"))
        .containsExactly("m\nn|1", "!4 stray-quote x\"", "3|4");
  }

  @Test
  void setsARecordAsideThatIsTooLongWithoutKeepingItWhole() {
    String longCell = "x".repeat(5000);
    assertThat(read("a,b\n1,2\n" + longCell + ",2\n3,4\n", 1000))
        .containsExactly("1|2", "!3 too-long " + "x".repeat(1001), "3|4");
    assertThat(read("a,b\n1,\"2\n" + "5,6\n".repeat(400), 1000))
        .startsWith("!2 unterminated-quote 1,\"2", "5|6")
        .hasSize(401);
  }

  @Test
  void matchesHeadersByNameInAnyOrder() {
    Schema schema =
        SchemaBuilder.record("r")
            .fields()
            .optionalString("cost_total")
            .optionalString("b")
            .endRecord();
    assertThat(read("B,Other,Cost Total $\n1,2,3\n", schema, CsvOptions.DEFAULT, 1 << 20))
        .containsExactly("3|1");
  }

  @Test
  void refusesAFileWithoutARequiredColumn() {
    Schema schema = SchemaBuilder.record("r").fields().requiredLong("id").endRecord();
    assertThatThrownBy(() -> read("x\n1\n", schema, CsvOptions.DEFAULT, 1 << 20))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("no column for field id");
    assertThatThrownBy(() -> read("a,A\n1,2\n"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("two columns are field a");
  }

  @Test
  void givesMissingColumnsTheirDefaultAndNestedFieldsTheirColumns() {
    Schema inner =
        SchemaBuilder.record("i").fields().optionalString("x").optionalString("y").endRecord();
    Schema schema =
        SchemaBuilder.record("r")
            .fields()
            .name("s")
            .type()
            .stringType()
            .stringDefault("none")
            .name("n")
            .type()
            .unionOf()
            .nullType()
            .and()
            .type(inner)
            .endUnion()
            .nullDefault()
            .endRecord();
    assertThat(read("n.x\n1\n\"\"\n", schema, CsvOptions.DEFAULT, 1 << 20))
        .containsExactly("none|{|1|NULL", "none|{||NULL");
    assertThat(read("n_y,s\n,1\n", schema, CsvOptions.DEFAULT, 1 << 20)).containsExactly("1|NULL");
  }

  @Test
  void takesAnotherDelimiterHeaderAndNullText() {
    CsvOptions options = new CsvOptions('\t', Optional.of(List.of("b", "a")), Optional.of("\\N"));
    assertThat(read("1\t\\N\n\t\"\\N\"\n", AB, options, 1 << 20)).containsExactly("NULL|1", "\\N|");
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] text = "a,b\nx?,1\n3,4\n".getBytes(StandardCharsets.UTF_8);
    text[5] = (byte) 0xff;
    assertThat(read(text, AB, CsvOptions.DEFAULT, 1 << 20, new Random(1)).get(0))
        .startsWith("!2 invalid-utf8");
  }

  @Test
  void agreesWithASlowAndObviousReaderOnRandomText() {
    Random random = new Random(20261124);
    for (int round = 0; round < 3000; round++) {
      StringBuilder text = new StringBuilder("a,b\n");
      List<String> expected = new ArrayList<>();
      int records = random.nextInt(20);
      for (int i = 0; i < records; i++) {
        String a = randomCell(random);
        String b = randomCell(random);
        text.append(written(a, random)).append(',').append(written(b, random));
        text.append(List.of("\n", "\r\n", "\r").get(random.nextInt(3)));
        expected.add(shown(a) + "|" + shown(b));
      }
      assertThat(
              read(
                  text.toString().getBytes(StandardCharsets.UTF_8),
                  AB,
                  CsvOptions.DEFAULT,
                  200 + random.nextInt(500),
                  random))
          .as("text of round %s: %s", round, text)
          .isEqualTo(expected);
    }
  }

  private static String shown(String cell) {
    return cell.isEmpty() ? "NULL" : cell.equals("<empty>") ? "" : cell;
  }

  private static String randomCell(Random random) {
    if (random.nextInt(6) == 0) {
      return random.nextBoolean() ? "" : "<empty>";
    }
    StringBuilder cell = new StringBuilder();
    int length = 1 + random.nextInt(12);
    for (int i = 0; i < length; i++) {
      cell.append("abc,\"\n\r é😀".codePoints().toArray().length > 0 ? pick(random) : "");
    }
    return cell.toString();
  }

  private static String pick(Random random) {
    int[] characters = "abc,\"\n\r é😀".codePoints().toArray();
    return Character.toString(characters[random.nextInt(characters.length)]);
  }

  private static String written(String cell, Random random) {
    if (cell.isEmpty()) {
      return "";
    }
    String value = cell.equals("<empty>") ? "" : cell;
    boolean mustQuote =
        value.isEmpty()
            || value.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return mustQuote || random.nextBoolean() ? '"' + value.replace("\"", "\"\"") + '"' : value;
  }

  private static List<String> read(String text) {
    return read(text, 1 << 20);
  }

  private static List<String> read(String text, int maxRecordBytes) {
    return read(text, AB, CsvOptions.DEFAULT, maxRecordBytes);
  }

  private static List<String> read(
      String text, Schema schema, CsvOptions options, int maxRecordBytes) {
    return read(
        text.getBytes(StandardCharsets.UTF_8), schema, options, maxRecordBytes, new Random(7));
  }

  private static List<String> read(
      byte[] text, Schema schema, CsvOptions options, int maxRecordBytes, Random chunks) {
    ByteArrayInputStream in = new ByteArrayInputStream(text);
    TextWindow window =
        new TextWindow(
            (target, offset, length) ->
                in.read(target, offset, Math.min(length, 1 + chunks.nextInt(9))),
            maxRecordBytes);
    RecordShape shape = RecordShape.of(schema);
    CsvReader reader = CsvReader.over(window, shape, options, new TextValues(ZoneOffset.UTC));
    Row row = shape.newRow();
    List<String> rows = new ArrayList<>();
    while (true) {
      try {
        if (!reader.next(row)) {
          return rows;
        }
        rows.add(text(shape, row));
      } catch (BadRecordException e) {
        rows.add(
            "!"
                + reader.recordLine()
                + " "
                + e.reason().code()
                + " "
                + new String(reader.recordBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static String text(RecordShape shape, Row row) {
    List<String> cells = new ArrayList<>();
    for (int slot = 0; slot < shape.fields().size(); slot++) {
      if (row.isNull(slot)) {
        cells.add("NULL");
        slot = shape.fields().get(slot).end() - 1;
      } else if (shape.fields().get(slot).end() > slot + 1) {
        cells.add("{");
      } else {
        cells.add(
            new String(row.bytes(), row.offset(slot), row.length(slot), StandardCharsets.UTF_8));
      }
    }
    return String.join("|", cells);
  }
}
