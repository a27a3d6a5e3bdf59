package granary.ingest.csv;

import static granary.ingest.csv.CsvReading.AB;
import static granary.ingest.csv.CsvReading.details;
import static granary.ingest.csv.CsvReading.over;
import static granary.ingest.csv.CsvReading.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class CsvReaderTest {

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
  void givesUpOnlyTheLineWhoseQuoteSwallowsRecords() {
    String good = "1,2\n".repeat(9);
    List<String> rows = java.util.Collections.nCopies(9, "1|2");
    // What follows: text behind the mark that closes the cell, too many cells, no mark at all.
    for (String end : List.of("5,\"x, y\"\n", "5,6\",7\n", "5,6\n")) {
      List<String> read = read("a,b\n0,\"x\n" + good + end + "3,4\n");
      assertThat(read.get(0)).as(end).startsWith("!2 ").endsWith(" 0,\"x");
      assertThat(read.subList(1, 10)).as(end).isEqualTo(rows);
      assertThat(read).as(end).hasSize(12).endsWith("3|4");
    }
    assertThat(read("a,b\n\"0,x\n" + good + "5,\"x, y\"\n3,4\n"))
        .startsWith("!2 stray-quote \"0,x", "1|2")
        .endsWith("1|2", "5|x, y", "3|4");
    assertThat(details("a,b\n0,\"x\n1,2\n1,2\n5,\"y\"\n"))
        .containsExactly(
            "cell 2: its quotation mark is taken for a mistake, since up to the next one it would"
                + " hold lines of which most are records");
  }

  @Test
  void doubtsALongCellWhoseLinesAreRecords() throws IOException {
    String lines = "7,8\n".repeat(15);
    assertThat(doubt("a,b\n1,\"x\n" + lines + "y\"\n3,4\n").orElseThrow())
        .startsWith("quoted cells of one record hold 17 lines of which most look like records")
        .contains("begins with '1,\"x'");
    assertThat(doubt("a,b\n1,\"x\n" + lines.replace(",", " ") + "y\"\n3,4\n")).isEmpty();
    assertThat(doubt("a,b\n1,\"x\n7,8\n7,8\n\"\n")).isEmpty();
    assertThat(doubt("a\n\"x\n" + lines.replace(",", " ") + "y\"\n")).isEmpty();
  }

  private static Optional<String> doubt(String text) throws IOException {
    TextWindow window =
        new TextWindow(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))::read, 1 << 20);
    RecordShape shape = RecordShape.of(AB);
    CsvReader reader = over(window, shape, CsvOptions.DEFAULT);
    Row row = shape.newRow();
    try {
      while (reader.next(row)) {
        row.clear();
      }
    } catch (BadRecordException e) {
      throw new AssertionError(e);
    }
    return reader.doubt();
  }

  @Test
  void keepsALongCellTogetherWhoseLinesAreNoRecords() {
    assertThat(read("a,b\n1,\"some\nlonger\ntext\"x\n3,4\n"))
        .containsExactly("!2 stray-quote 1,\"some\nlonger\ntext\"x", "3|4");
    assertThat(read("a,b\n1,\"some\n1,2\ntext\nmore\",5\n3,4\n"))
        .containsExactly("!2 ragged-row 1,\"some\n1,2\ntext\nmore\",5", "3|4");
  }

  @Test
  void takesAnotherDelimiterHeaderAndNullText() {
    CsvOptions options =
        CsvOptions.DEFAULT
            .withSyntax(CsvSyntax.RFC_4180.delimitedBy('\t'))
            .withHeader(CsvHeader.given(List.of("b", "a")))
            .withNullValues(List.of("\\N"));
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

  @Test
  void takesOtherQuotesAndEscapes() {
    CsvOptions options =
        CsvOptions.DEFAULT
            .withSyntax(new CsvSyntax(Optional.of(';'), Optional.of('\''), Optional.of('\\')))
            .withNullValues(List.of("\\N", "NA", ""));
    assertThat(
            read(
                """
                a;b
                'x;\\'y''z';\\N
                p\\;q;a\\
                b
                C:\\dir;'\\N'
                \\\\N;\\N
                NA;NAN
                \\\\;\\'
                x;'y
                """,
                AB,
                options,
                1 << 20))
        .containsExactly(
            "x;'y'z|NULL",
            "p;q|a\nb",
            "C:\\dir|\\N",
            "\\N|NULL",
            "NULL|NAN",
            "\\|'",
            "!9 unterminated-quote x;'y");
    CsvOptions unquoted =
        CsvOptions.DEFAULT.withSyntax(
            new CsvSyntax(Optional.of('\1'), Optional.empty(), Optional.empty()));
    assertThat(read("a\1b\n\"x\1y\"z\n", AB, unquoted, 1 << 20)).containsExactly("\"x|y\"z");
  }

  @Test
  void refusesSpecialCharactersThatCannotBeToldApart() {
    assertThatThrownBy(() -> CsvSyntax.RFC_4180.delimitedBy('"'))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> CsvSyntax.RFC_4180.delimitedBy('\n'))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> CsvSyntax.parse("delimiter", "ab"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("delimiter")
        .hasMessageContaining("(ab)");
    assertThat(CsvSyntax.parse("delimiter", "\\t")).isEqualTo('\t');
    assertThat(CsvSyntax.parse("delimiter", "\\x01")).isEqualTo('\1');
    assertThat(CsvSyntax.RFC_4180.delimiterOf("hdfs:/a/b.TSV.gz")).isEqualTo('\t');
    assertThat(CsvSyntax.RFC_4180.delimiterOf("b.csv")).isEqualTo(',');
  }

  @Test
  void fillsShortRowsIfTheUserSaysSo() {
    assertThat(
            read(
                "a,b\n1\n1,2,3\n", AB, CsvOptions.DEFAULT.withShortRows(ShortRows.FILLED), 1 << 20))
        .containsExactly("1|NULL", "!3 ragged-row 1,2,3");
    Schema schema =
        SchemaBuilder.record("r").fields().optionalString("a").requiredString("b").endRecord();
    assertThat(
            read("a,b\n1\n", schema, CsvOptions.DEFAULT.withShortRows(ShortRows.FILLED), 1 << 20))
        .containsExactly("!2 missing-value 1");
  }

  @Test
  void readsNumbersWithBlanksAroundThemAndBlankCellsAsNone() {
    Schema schema =
        SchemaBuilder.record("r").fields().optionalLong("n").optionalString("s").endRecord();
    CsvOptions options = CsvOptions.DEFAULT.withNullValues(List.of("NULL"));
    List<String> rows =
        read(
            "n,s\n 5 ,x\n+5,x\n1e5,x\n  ,x\n NULL ,NULL\n\"1,000\",x\n,\n",
            schema,
            options,
            1 << 20);
    assertThat(rows)
        .containsExactly(
            "5|x", "5|x", "100000|x", "NULL|x", "NULL|NULL", "!7 wrong-type \"1,000\",x", "NULL|");
  }

  @Test
  void keepsNulCharactersOfTextAndRefusesThemInNumbers() {
    Schema schema =
        SchemaBuilder.record("r").fields().optionalLong("n").optionalString("s").endRecord();
    assertThat(read("n,s\n1,a\0b\n1\0,x\n\0\0\0\n2,y\n", schema, CsvOptions.DEFAULT, 1 << 20))
        .containsExactly("1|a\0b", "!3 wrong-type 1\0,x", "!4 ragged-row \0\0\0", "2|y");
  }

  @Test
  void saysInWhichLineAQuoteBeganThatDoesNotEnd() {
    assertThat(details("a,b\n\"x\ny\",\"z\n1,2\n"))
        .containsExactly(
            "cell 2: its quotation mark, in line 3, is not closed before the file ends",
            "cell 1: a quotation mark stands where none may");
    assertThat(details("a,b\n1,\"x\"y\n1,x\"\n"))
        .containsOnly("cell 2: a quotation mark stands where none may")
        .hasSize(2);
  }
}
