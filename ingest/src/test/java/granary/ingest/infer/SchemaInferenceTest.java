package granary.ingest.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import granary.ingest.TextOptions;
import granary.ingest.csv.CsvHeader;
import granary.ingest.csv.CsvOptions;
import granary.ingest.csv.ShortRows;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputListing;
import granary.ingest.input.TextCharset;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaInferenceTest {
  private static final InferenceSettings ALL = new InferenceSettings(100_000, 1 << 26, 1 << 20);

  @TempDir Path directory;

  @Test
  void findsTheTypeOfEachColumn() throws IOException {
    assertThat(
            csv(
                """
                id,amount,rate,flag,day,at,local,micros,code,phone,mixed,dates,none,big,time
                1,12.34,1e5,true,2026-11-22,2026-11-22T10:11:12Z,2026-11-22 10:11:12,2026-11-22T10:11:12.123456Z,007,+49891,1,03/04/2026,,9223372036854775808,10:11
                -2,5,2.5,FALSE,0001-01-01,2026-11-22T10:11:12.5+01:00,2026-11-22 10:11,2026-11-22 10:11:12 UTC,12,+1,x,13/04/2026,,1,10:12
                """))
        .containsExactly(
            "id long",
            "amount decimal(18,2)",
            "rate double",
            "flag boolean",
            "day_ date",
            "at timestamp-millis",
            "local timestamp-millis",
            "micros timestamp-micros",
            "code string",
            "phone string",
            "mixed string",
            "dates string",
            "none string?",
            "big decimal(38,0)",
            "time string");
  }

  @Test
  void takesThousandsOfColumnsButNotOfKeys() throws IOException {
    List<String> columns = IntStream.range(0, 5000).mapToObj(i -> "c" + i).toList();
    String text = String.join(",", columns) + "\n" + "1,".repeat(4999) + "1\n";
    assertThat(infer("wide.csv", text).schema().getFields())
        .extracting(Schema.Field::name)
        .isEqualTo(columns);
    StringBuilder object = new StringBuilder("{\"a\":1");
    columns.forEach(key -> object.append(",\"").append(key).append("\":1"));
    assertThatThrownBy(() -> infer("keys.jsonl", object + "}\n"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("2000 keys of objects")
        .hasMessageContaining("keys.jsonl");
  }

  @Test
  void keepsTextWhatCouldLoseSomethingAndSaysSo() throws IOException {
    String digits = "1234567890".repeat(4);
    InferredSchema inferred =
        infer(
            "a.csv",
            "a,b,c,d,e,f,g,h\n"
                + "2026-02-30,1e999,"
                + digits
                + ",\"1,234\",true,2026-11-22,-0.50,NaN\n"
                + "2026-02-28,1,1.5,2,1,2026-11-22T00:00,0.123,1\n");
    assertThat(types(inferred.schema()))
        .containsExactly(
            "a string",
            "b string",
            "c string",
            "d string",
            "e string",
            "f timestamp-millis",
            "g decimal(18,5)",
            "h double");
    assertThat(inferred.notes())
        .anyMatch(note -> note.startsWith("a: string, since it holds dates (2026-02-28) and texts"))
        .anyMatch(note -> note.startsWith("c: string, since its numbers have more than 38 digits"))
        .anyMatch(note -> note.startsWith("f: dates (2026-11-22) among timestamps"))
        .anyMatch(note -> note.startsWith("g: decimal(18,5)"));
    assertThat(inferred.times()).containsExactly("f");
  }

  @Test
  void namesFieldsSoThatEveryReaderAllowsThem() throws IOException {
    InferredSchema inferred =
        infer("a.csv", "Cost Total $,source,2nd,Größe,,a,A,a_2,a,DAY\n1,2,3,4,5,6,7,8,9,10\n");
    assertThat(inferred.schema().getFields())
        .extracting(field -> field.name() + "=" + field.getProp("original-name"))
        .containsExactly(
            "cost_total=Cost Total $",
            "source_=source",
            "_2nd=2nd",
            "gr_e=Größe",
            "column_5=",
            "a=null",
            "a_2=A",
            "a_2_2=a_2",
            "a_3=a",
            "day_=DAY");
    assertThat(inferred.notes())
        .contains("cost_total: called 'Cost Total $' in the data, and matched by that");
  }

  @Test
  void makesFieldsNullableWhereAValueIsMissing() throws IOException {
    assertThat(csv("a,b,c,d\n1,,x,\"\"\n2,3,,y\n"))
        .containsExactly("a long", "b long?", "c string?", "d string");
    CsvOptions options =
        CsvOptions.DEFAULT.withNullValues(List.of("NA", "\\N")).withShortRows(ShortRows.FILLED);
    InferredSchema inferred =
        inference(new TextOptions(TextCharset.DEFAULT, options), ALL)
            .infer(file("b.csv", "a,b,c\n1,NA, \n2, 3 ,\n4\n"), "r", Optional.empty());
    assertThat(types(inferred.schema())).containsExactly("a long", "b long?", "c string?");
  }

  @Test
  void takesColumnsWithoutNames() throws IOException {
    CsvOptions options = CsvOptions.DEFAULT.withHeader(CsvHeader.NOWHERE);
    assertThat(
            types(
                inference(new TextOptions(TextCharset.DEFAULT, options), ALL)
                    .infer(file("b.csv", "1,x\n2,y\n"), "r", Optional.empty())
                    .schema()))
        .containsExactly("column_1 long", "column_2 string");
  }

  @Test
  void readsJsonWithNestedObjects() throws IOException {
    InferredSchema inferred =
        infer(
            "a.jsonl",
            """
            {"id":1,"o":{"x":1.50,"y":{"z":true}},"tags":["a"],"when":"2026-11-22T10:00:00Z","n":"1","m":1,"e":{}}
            {"id":2,"o":{"x":2},"tags":[],"when":"2026-11-22T10:00:00Z","n":"2","m":"x","source":"s","e":{}}
            {"id":3,"o":null,"when":"2026-11-22T10:00:00Z","n":"3","m":{"a":1},"e":{}}
            nonsense
            """);
    assertThat(types(inferred.schema()))
        .containsExactly(
            "id long",
            "o record?",
            "tags array?",
            "when timestamp-millis",
            "n string",
            "m string",
            "e string",
            "source_ string?");
    Schema nested = inferred.schema().getField("o").schema().getTypes().get(1);
    assertThat(types(nested)).containsExactly("x decimal(18,2)", "y record?");
    assertThat(inferred.notes())
        .anyMatch(note -> note.startsWith("1 records were passed over") && note.contains("line 4"))
        .anyMatch(note -> note.startsWith("m: string, since it holds whole numbers (1)"))
        .anyMatch(note -> note.startsWith("e: string with the JSON text"));
  }

  @Test
  void findsTheTypesOfArraysItems() throws IOException {
    InferredSchema inferred =
        infer(
            "a.jsonl",
            """
            {"n":[1,2],"s":["a",1],"v":[null,true],"o":[{"x":1},{"y":"b"}],"nn":[[1],[]],"e":[]}
            """);
    assertThat(
            inferred.schema().getFields().stream()
                .map(field -> field.name() + " " + field.schema().getElementType())
                .map(text -> text.replace("\"", "")))
        .containsExactly(
            "n long",
            "s string",
            "v [null,boolean]",
            "o {type:record,name:r_o_item,fields:[{name:x,type:[null,long],default:null},"
                + "{name:y,type:[null,string],default:null}]}",
            "nn {type:array,items:long}",
            "e [null,string]");
    assertThat(inferred.notes()).anyMatch(note -> note.startsWith("s.item: string, since"));
  }

  @Test
  void readsDocumentsCompressedFilesAndOtherCharsets() throws IOException {
    assertThat(types(infer("a.json", "[{\"a\":1},\n {\"a\":2}]").schema()))
        .containsExactly("a long");
    Path gzip = directory.resolve("b.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      out.write("a\n1\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(
            types(
                inference(TextOptions.DEFAULT, ALL)
                    .infer(listed(gzip), "r", Optional.empty())
                    .schema()))
        .containsExactly("a long");
    Path utf16 = directory.resolve("c.tsv");
    Files.write(utf16, "ä\tb\n1\t2\n".getBytes(StandardCharsets.UTF_16));
    assertThat(
            types(
                inference(TextOptions.DEFAULT, ALL)
                    .infer(listed(utf16), "r", Optional.empty())
                    .schema()))
        .containsExactly("column_1 long", "b long");
    assertThatThrownBy(() -> infer("d.json", "[{\"a\":01}]"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("line 1");
  }

  @Test
  void looksOnlyAtASampleAndSaysSo() throws IOException {
    String text = "a\n" + "1\n".repeat(50) + "x\n";
    InferredSchema few =
        inference(TextOptions.DEFAULT, new InferenceSettings(50, 1 << 20, 1 << 20))
            .infer(file("a.csv", text), "r", Optional.empty());
    assertThat(types(few.schema())).containsExactly("a long");
    assertThat(few.notes()).anyMatch(note -> note.startsWith("Only the first 50 records"));
    assertThat(infer("a.csv", text).notes()).noneMatch(note -> note.startsWith("Only"));
    InferredSchema small =
        inference(TextOptions.DEFAULT, new InferenceSettings(1000, 10, 1 << 20))
            .infer(file("a.csv", text), "r", Optional.empty());
    assertThat(small.notes()).anyMatch(note -> note.startsWith("Only the first 5 records"));
  }

  @Test
  void keepsAFieldTextIfItIsToBeReadByAPattern() throws IOException {
    assertThat(
            types(
                inference(TextOptions.DEFAULT, ALL)
                    .infer(file("a.csv", "Day No,b\n20261122,1\n"), "r", Optional.of("Day No"))
                    .schema()))
        .containsExactly("day_no string", "b long");
    assertThat(infer("b.csv", "d\n22.11.2026\n").textTimes()).containsExactly("d");
  }

  @Test
  void saysWhatAFileWithoutRecordsOrNamesIs() throws IOException {
    assertThat(types(infer("a.csv", "a,b\n").schema())).containsExactly("a string?", "b string?");
    for (String name : List.of("e.csv", "e.jsonl")) {
      assertThatThrownBy(() -> infer(name, ""))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("no field was found");
    }
    assertThatThrownBy(() -> infer("f.jsonl", "[1]\n2\n"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("not an object");
  }

  @Test
  void refusesWhatIsNoText() throws IOException {
    for (String header : List.of("a\0,b", "SQLite format 3\0")) {
      assertThatThrownBy(() -> infer("a.csv", header + "\n1,2\n"))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("Cannot infer a schema from")
          .hasMessageContaining("holds NUL characters");
    }
    Path latin = directory.resolve("b.csv");
    Files.write(latin, "ä,b\n1,2\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(
            () -> inference(TextOptions.DEFAULT, ALL).infer(listed(latin), "r", Optional.empty()))
        .hasMessageContaining("see --charset");
    Files.write(latin, "a,b\n1,2\nä,3\n".getBytes(StandardCharsets.ISO_8859_1));
    InferredSchema inferred =
        inference(TextOptions.DEFAULT, ALL).infer(listed(latin), "r", Optional.empty());
    assertThat(types(inferred.schema())).containsExactly("a long", "b long");
    assertThat(inferred.notes())
        .anyMatch(note -> note.startsWith("1 records") && note.contains("see --charset"));
    Files.write(latin, "a,b\nä,3\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(
            () -> inference(TextOptions.DEFAULT, ALL).infer(listed(latin), "r", Optional.empty()))
        .hasMessageContaining("every record is bad");
  }

  @Test
  void asksWhetherTheDelimiterIsAnotherAndWhetherATextIsNull() throws IOException {
    assertThat(infer("a.csv", "a;b\n1;2\n").notes())
        .anyMatch(note -> note.contains("is it cut by --delimiter ';'?"));
    List<String> notes = infer("b.csv", "a,b,c\n1,NA,NA\nNA,NA,x\n2,NA,3\n").notes();
    assertThat(notes).anyMatch(note -> note.startsWith("a: ") && note.contains("--null-value"));
    assertThat(notes).filteredOn(note -> note.contains("--null-value")).hasSize(1);
  }

  @Test
  void passesOverTheJsonThatIngestWouldSetAside() throws IOException {
    String deep = "{\"a\":" + "[".repeat(600) + "]".repeat(600) + "}";
    String longKey = "k".repeat(60_000);
    InferredSchema inferred =
        infer(
            "a.jsonl", deep + "\n{\"a\":\"\\ud800\"}\n{\"a\":\n{\"a\":1,\"" + longKey + "\":2}\n");
    assertThat(types(inferred.schema())).startsWith("a long");
    assertThat(inferred.notes().get(0))
        .startsWith("3 records were passed over")
        .contains("line 1: it is nested more than 500 levels deep")
        .contains("line 2: a string holds half of a surrogate pair")
        .contains("line 3: a value was expected at its end");
  }

  @Test
  void takesTheSchemaOfAnAvroFile() throws IOException {
    Schema schema =
        SchemaBuilder.record("w").fields().requiredString("Source").requiredLong("x").endRecord();
    Path file = directory.resolve("a.avro");
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      writer.create(schema, file.toFile());
    }
    InferredSchema inferred =
        inference(TextOptions.DEFAULT, ALL).infer(listed(file), "r", Optional.empty());
    assertThat(types(inferred.schema())).containsExactly("Source_ string", "x long");
    assertThat(inferred.schema().getField("Source_").aliases()).containsExactly("Source");
  }

  private List<String> csv(String text) throws IOException {
    return types(infer("a.csv", text).schema());
  }

  private InferredSchema infer(String name, String text) throws IOException {
    return inference(TextOptions.DEFAULT, ALL).infer(file(name, text), "r", Optional.empty());
  }

  private static SchemaInference inference(TextOptions options, InferenceSettings settings) {
    return new SchemaInference(settings, options, new Configuration());
  }

  private List<InputFile> file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    return listed(file);
  }

  private List<InputFile> listed(Path file) {
    return new InputListing(new Configuration(), directory)
        .files(List.of(file.toString()), Optional.empty());
  }

  /** Each field's name and type, with {@code ?} behind it if it can be NULL. */
  private static List<String> types(Schema schema) {
    return schema.getFields().stream()
        .map(
            field -> {
              boolean nullable = field.schema().getType() == Schema.Type.UNION;
              Schema type = nullable ? field.schema().getTypes().get(1) : field.schema();
              LogicalType logical = type.getLogicalType();
              String name = logical == null ? type.getType().getName() : logical.getName();
              if (logical instanceof org.apache.avro.LogicalTypes.Decimal decimal) {
                name += "(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
              }
              return field.name() + " " + name + (nullable ? "?" : "");
            })
        .collect(Collectors.toList());
  }
}
