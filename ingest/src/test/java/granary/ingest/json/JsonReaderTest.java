package granary.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import granary.failure.InvalidRequestException;
import granary.ingest.input.InputFormat;
import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.FieldType;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;
import granary.ingest.record.TextValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class JsonReaderTest {
  private static final Schema SCHEMA =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"r","fields":[
               {"name":"s","type":["null","string"]},
               {"name":"l","type":["null","long"]},
               {"name":"d","type":["null","double"]},
               {"name":"o","type":["null",{"type":"record","name":"q","fields":[
                 {"name":"x","type":"long"},{"name":"y","type":["null","string"]}]}]}]}
              """);

  @Test
  void readsObjectsInAnyOrderOfKeys() {
    assertThat(
            read(
                """
                {"s":"a","l":1,"d":1.5,"o":{"x":7,"y":"z"}}
                {"o":{"y":"z","x":7},"D":2,"unknown":[{"a":[1,2]},"x",null],"L":3}

                {}
                {"l":1,"l":2,"o":{"x":1,"y":"a"},"o":{"x":2}}
                """))
        .containsExactly(
            "a|1|1.5|{|7|z", "NULL|3|2.0|{|7|z", "NULL|NULL|NULL|NULL", "NULL|2|NULL|{|2|NULL");
  }

  @Test
  void readsEscapesAndEveryLineEnd() {
    assertThat(
            read(
                "{\"s\":\"\\u00e9\\ud83d\\ude00\\n"
                    + "\\\"\\/é\"}\r\n"
                    + "{\"s\":\"\"}\n"
                    + " \r\n"
                    + "{\"\\u0073\":\"x\"}"))
        .containsExactly("é😀\n\"/é|NULL|NULL|NULL", "|NULL|NULL|NULL", "x|NULL|NULL|NULL");
  }

  @Test
  void saysWhyARecordIsBad() {
    assertThat(
            read("{\"l\":\"x\"}\n{\"l\":[1]}\n{\"o\":{}}\n{\"o\":{\"x\":null}}\n{\"o\":[1]}\n7\n{"))
        .containsExactly(
            "!1 wrong-type",
            "!2 wrong-type",
            "!3 missing-value",
            "!4 missing-value",
            "!5 wrong-type",
            "!6 not-an-object",
            "!7 malformed-json");
    assertThat(
            read("{\"l\":1.5}\n{\"l\":1e400}\n{\"d\":1e400}\n{\"l\":1.0e1}\n{\"s\":\"\\ud800\"}"))
        .containsExactly(
            "!1 wrong-type",
            "!2 out-of-range",
            "!3 out-of-range",
            "NULL|10|NULL|NULL",
            "!5 invalid-utf8");
    assertThat(read("[".repeat(100_000) + "\n{\"u\":" + "[".repeat(600) + "\n{\"s\":\"\0\"}"))
        .containsExactly("!1 too-deep", "!2 too-deep", "!3 malformed-json");
  }

  @Test
  void takesStringsForNumbersAndAnythingForTextAsItWasWritten() {
    assertThat(read("{\"l\":\"42\"}\n{\"d\":\"1.5\"}\n{\"o\":{\"x\":\" 7 \",\"y\":true}}"))
        .containsExactly("NULL|42|NULL|NULL", "NULL|NULL|1.5|NULL", "NULL|NULL|NULL|{|7|true");
    assertThat(
            read(
                "{\"s\":1.50}\n{\"s\":1e400}\n{\"s\":[1, {\"a\":\"]\"}]}\n{\"s\":{ \"a\":null}}\n"
                    + "{\"s\":[1}\n{\"s\":false}"))
        .containsExactly(
            "1.50|NULL|NULL|NULL",
            "1e400|NULL|NULL|NULL",
            "[1, {\"a\":\"]\"}]|NULL|NULL|NULL",
            "{ \"a\":null}|NULL|NULL|NULL",
            "!5 malformed-json",
            "false|NULL|NULL|NULL");
  }

  @Test
  void readsADocumentThatIsOneArray() throws IOException {
    assertThat(
            document(
                """
                \t[ {"s":"a]\\"","l":1} ,
                  {
                    "o": {"x": 2}
                  }, 7, {"s":"\\ud800"}, {"l":"x"}, {"s":"%s"},
                {"l":2}]

                """
                    .formatted("x".repeat(5000))))
        .containsExactly(
            "a]\"|1|NULL|NULL",
            "NULL|NULL|NULL|{|2|NULL",
            "!4 not-an-object",
            "!4 invalid-utf8",
            "!4 wrong-type",
            "!4 too-long",
            "NULL|2|NULL|NULL");
    assertThat(document("[]")).isEmpty();
    assertThat(document("[{}]")).hasSize(1);
    assertThat(document("[{\"u\":" + "[".repeat(600) + "]".repeat(600) + "},{\"l\":1}]"))
        .containsExactly("!1 too-long", "NULL|1|NULL|NULL");
  }

  @Test
  void refusesABrokenDocumentWholeWithLineAndColumn() {
    assertRefused("", "line 1, column 1: it is empty");
    assertRefused("{\"l\":1}", "line 1, column 1: a document is one array");
    assertRefused("[{\"l\":1}", "line 1, column 9: ',' or ']' was expected");
    assertRefused("[{\"l\":1},\n {\"l\":01}]", "line 2, column 8: '}' was expected");
    assertRefused("[{\"l\":1}\n{\"l\":2}]", "line 2, column 1: ',' or ']' was expected");
    assertRefused("[{\"l\":1},]", "line 1, column 10: a value was expected");
    assertRefused("[,{}]", "line 1, column 2: a value was expected");
    assertRefused("[{\"l\":1}] x", "line 1, column 11: nothing more was expected");
    assertRefused("[{\"s\":\"x", "the document ends within a value");
    assertRefused("[".repeat(100), "the document ends within a value");
    assertRefused("[" + "[".repeat(100_000), "the document ends within a value");
    assertRefused("[{\"l\":NaN}]", "line 1, column 7: a value was expected");
  }

  private static void assertRefused(String text, String message) {
    assertThatThrownBy(() -> document(text))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("Cannot ingest file: it is not a JSON document")
        .hasMessageContaining(message);
  }

  @Test
  void tellsLinesFromADocumentByTheirFirstCharacter() throws IOException {
    Random chunks = new Random(4);
    for (String text : List.of("\n [{\"l\":1},\n{\"l\":2}]", " {\"l\":1}\n\n{\"l\":2}")) {
      assertThat(
              read(text.getBytes(StandardCharsets.UTF_8), InputFormat.JSON_OR_JSONL, 1000, chunks))
          .containsExactly("NULL|1|NULL|NULL", "NULL|2|NULL|NULL");
    }
    assertThat(read(new byte[0], InputFormat.JSON_OR_JSONL, 1000, chunks)).isEmpty();
  }

  @Test
  void countsKeysThatNoFieldTakes() throws IOException {
    JsonReader reader =
        JsonReader.over(
            "file",
            new TextWindow(
                new ByteArrayInputStream(
                        "{\"u\":1,\"o\":{\"x\":1,\"v\":2}}\n{\"u\":1}"
                            .getBytes(StandardCharsets.UTF_8))
                    ::read,
                1000),
            InputFormat.JSONL,
            RecordShape.of(SCHEMA),
            new TextValues(ZoneOffset.UTC));
    Row row = RecordShape.of(SCHEMA).newRow();
    int rows = 0;
    try {
      while (reader.next(row)) {
        rows++;
      }
    } catch (BadRecordException e) {
      throw new AssertionError(e);
    }
    assertThat(rows).isEqualTo(2);
    assertThat(reader.ignored()).isEqualTo(Map.of("u", 2L, "o.v", 1L));
  }

  @Test
  void neverStopsOrAcceptsBadTextAsADocument() throws IOException {
    Path suite = sharedData().resolve("json");
    assumeTrue(Files.isDirectory(suite), "skipped: the JSON test suite is not there");
    try (Stream<Path> list = Files.list(suite)) {
      for (Path file : list.filter(found -> found.toString().endsWith(".json")).toList()) {
        String name = String.valueOf(file.getFileName());
        byte[] text = Files.readAllBytes(file);
        boolean taken;
        try {
          taken =
              read(text, InputFormat.JSON, 1 << 20, new Random(6)).stream()
                  .allMatch(result -> !result.contains("malformed"));
        } catch (InvalidRequestException e) {
          taken = false;
        }
        if (name.startsWith("n_array") && !name.contains("invalid_utf8")) {
          assertThat(taken).as(name).isFalse();
        }
        if (name.startsWith("y_array")) {
          assertThat(taken).as(name).isTrue();
        }
      }
    }
  }

  @Test
  void passesOverARecordThatIsTooLong() {
    assertThat(read("{\"s\":\"a\"}\n{\"s\":\"" + "x".repeat(2000) + "\"}\n{\"s\":\"b\"}\n", 1000))
        .containsExactly("a|NULL|NULL|NULL", "!2 too-long", "b|NULL|NULL|NULL");
    assertThat(read("{\"s\":\"" + "x".repeat(2000), 1000)).containsExactly("!1 too-long");
  }

  @Test
  void neverStopsAtTextOfTheJsonTestSuite() throws IOException {
    Path suite = sharedData().resolve("json");
    assumeTrue(Files.isDirectory(suite), "skipped: the JSON test suite is not there");
    ByteArrayOutputStream together = new ByteArrayOutputStream();
    int lines = 0;
    List<Path> files;
    try (Stream<Path> list = Files.list(suite)) {
      files = list.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    for (Path file : files) {
      byte[] text = Files.readAllBytes(file);
      List<String> alone = read(text, 1 << 24, new Random(1));
      String name = String.valueOf(file.getFileName());
      if (name.startsWith("n_")) {
        assertThat(alone).as(name).allMatch(result -> isSetAside(result, text));
      }
      int blanks = isBlank(text) ? 0 : 1;
      assertThat(alone.size()).as(name).isGreaterThanOrEqualTo(blanks);
      together.writeBytes(
          new String(text, StandardCharsets.ISO_8859_1)
              .replace('\n', ' ')
              .getBytes(StandardCharsets.ISO_8859_1));
      together.write('\n');
      lines += blanks;
    }
    assertThat(read(together.toByteArray(), 1 << 24, new Random(2))).hasSize(lines);
  }

  /** The folder {@code shared/data} beside the repository or further up. */
  private static Path sharedData() {
    Path folder = Path.of("").toAbsolutePath();
    for (Path up = folder; up != null; up = up.getParent()) {
      if (Files.isDirectory(up.resolve("shared/data"))) {
        return up.resolve("shared/data");
      }
    }
    return folder.resolve("shared/data");
  }

  /** A bad text over several lines can hold a line that is a good record. */
  private static boolean isSetAside(String result, byte[] text) {
    return result.startsWith("!") || new String(text, StandardCharsets.ISO_8859_1).contains("\n");
  }

  private static boolean isBlank(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1).isBlank();
  }

  @Test
  void agreesWithJacksonOnMutatedText() throws IOException {
    ObjectMapper jackson =
        new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    String text =
        "{\"s\":\"a\\n\\u0041é\",\"l\":-120,\"d\":1.25e2,\"k\":[true,{\"a\":null}],\"o\":null}";
    String alphabet = "{}[]\",:\\un0123456789.eE+-tfa \té";
    Random random = new Random(42);
    int good = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder mutated = new StringBuilder(text);
      for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
        int at = random.nextInt(mutated.length());
        char with = alphabet.charAt(random.nextInt(alphabet.length()));
        switch (random.nextInt(3)) {
          case 0 -> mutated.setCharAt(at, with);
          case 1 -> mutated.insert(at, with);
          default -> mutated.deleteCharAt(at);
        }
      }
      String result = read(mutated.toString(), 1000).get(0);
      boolean isJson = isJson(jackson, mutated.toString());
      if (!isJson) {
        assertThat(result).as(mutated.toString()).startsWith("!1");
      } else {
        assertThat(result).as(mutated.toString()).doesNotContain("malformed-json");
      }
      good += result.startsWith("!") ? 0 : 1;
    }
    assertThat(good).isGreaterThan(2000);
  }

  private static boolean isJson(ObjectMapper jackson, String text) {
    try {
      JsonNode node = jackson.readTree(text);
      return !node.isMissingNode();
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> read(String text) {
    return read(text, 1 << 24);
  }

  private static List<String> read(String text, int maxRecordBytes) {
    return read(text.getBytes(StandardCharsets.UTF_8), maxRecordBytes, new Random(5));
  }

  private static List<String> read(byte[] text, int maxRecordBytes, Random chunks) {
    try {
      return read(text, InputFormat.JSONL, maxRecordBytes, chunks);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> document(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8), InputFormat.JSON, 1000, new Random(3));
  }

  private static List<String> read(
      byte[] text, InputFormat format, int maxRecordBytes, Random chunks) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(text);
    TextWindow window =
        new TextWindow(
            (target, offset, length) ->
                in.read(target, offset, Math.min(length, 1 + chunks.nextInt(5000))),
            maxRecordBytes);
    RecordShape shape = RecordShape.of(SCHEMA);
    JsonReader reader =
        JsonReader.over("file", window, format, shape, new TextValues(ZoneOffset.UTC));
    Row row = shape.newRow();
    List<String> rows = new ArrayList<>();
    while (true) {
      try {
        if (!reader.next(row)) {
          return rows;
        }
        rows.add(text(shape, row));
      } catch (BadRecordException e) {
        rows.add("!" + reader.recordLine() + " " + e.reason().code());
      }
    }
  }

  private static String text(RecordShape shape, Row row) {
    List<String> cells = new ArrayList<>();
    for (int slot = 0; slot < shape.fields().size(); slot++) {
      ShapeField field = shape.fields().get(slot);
      if (row.isNull(slot)) {
        cells.add("NULL");
        slot = field.end() - 1;
      } else if (field.type() == FieldType.STRING) {
        cells.add(
            new String(row.bytes(), row.offset(slot), row.length(slot), StandardCharsets.UTF_8));
      } else {
        cells.add(
            switch (field.type()) {
              case RECORD -> "{";
              case DOUBLE -> Double.toString(row.floating(slot));
              default -> Long.toString(row.number(slot));
            });
      }
    }
    return String.join("|", cells);
  }
}
