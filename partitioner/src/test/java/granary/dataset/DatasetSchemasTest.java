package granary.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.iceberg.avro.AvroSchemaUtil;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatasetSchemasTest {
  private static final String DATE = "{\"type\":\"int\",\"logicalType\":\"date\"}";

  private static Schema schema(String... fields) {
    return new Schema.Parser()
        .parse(
            "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + String.join(",", fields) + "]}");
  }

  private static String field(String name, String type) {
    return "{\"name\":\"" + name + "\",\"type\":" + type + "}";
  }

  private static Dataset reference(Schema schema) {
    return new Dataset(new DatasetName("d"), schema, Optional.empty(), Grain.NONE, ZoneOffset.UTC);
  }

  private static Dataset timed(Schema schema, String field, @Nullable String pattern, Grain grain) {
    return new Dataset(
        new DatasetName("d"),
        schema,
        Optional.of(new TimeField(field, Optional.ofNullable(pattern))),
        grain,
        ZoneOffset.UTC);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"boolean\"|boolean",
        "\"int\"|int",
        "\"long\"|long",
        "\"float\"|float",
        "\"double\"|double",
        "\"string\"|string",
        "\"bytes\"|binary",
        "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":38,\"scale\":9}|decimal(38,"
            + " 9)",
        "{\"type\":\"int\",\"logicalType\":\"date\"}|date",
        "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}|timestamptz",
        "{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}|timestamptz"
      })
  void mapsEachTypeNullableOrNot(String avro, String iceberg) {
    Schema schema =
        schema(
            field("a", avro),
            field("b", "[\"null\"," + avro + "]"),
            field("c", "[" + avro + ",\"null\"]"));
    org.apache.iceberg.Schema table = DatasetSchemas.tableSchema(reference(schema));

    for (String name : new String[] {"a", "b", "c"}) {
      assertThat(table.findField(name).type()).hasToString(iceberg);
    }
    assertThat(table.findField("a").isRequired()).isTrue();
    assertThat(table.findField("b").isOptional()).isTrue();
    assertThat(table.findField("c").isOptional()).isTrue();
    Schema file = DatasetSchemas.fileSchema(reference(schema), table);
    assertThat(AvroSchemaUtil.toIceberg(file).asStruct())
        .isEqualTo(table.select("a", "b", "c").asStruct());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":39}|at most 38",
        "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":2,\"scale\":3}|not valid as"
            + " declared",
        "{\"type\":\"bytes\",\"logicalType\":\"big-decimal\"}|another scale in each value",
        "[\"null\",\"int\",{\"type\":\"fixed\",\"name\":\"a.X\",\"size\":1},{\"type\":\"fixed\",\"name\":\"b.X\",\"size\":2}]|same"
            + " name",
        "{\"type\":\"record\",\"name\":\"N\",\"fields\":[]}|has no fields",
        "{\"type\":\"record\",\"name\":\"N\",\"fields\":[{\"name\":\"n\",\"type\":[\"null\",\"N\"]}]}|contains"
            + " itself"
      })
  void refusesByNameAndReason(String avro, String reason) {
    Schema nested =
        schema(
            field(
                "outer",
                "{\"type\":\"record\",\"name\":\"O\",\"fields\":[" + field("inner", avro) + "]}"));
    assertThatThrownBy(() -> DatasetSchemas.tableSchema(reference(nested)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("Cannot use field outer.inner")
        .hasMessageContaining(reason);
  }

  @Test
  void addsThePartitionColumnsOfTheGrain() {
    Schema schema = schema(field("at", DATE), field("x", "\"int\""));
    org.apache.iceberg.Schema table =
        DatasetSchemas.tableSchema(timed(schema, "at", null, Grain.DAY));
    assertThat(table.columns())
        .extracting(Types.NestedField::name)
        .containsExactly("at", "x", "source", "frequency", "day");
    assertThat(table.findType("day")).isEqualTo(Types.DateType.get());
    assertThat(PartitionColumns.spec(Grain.DAY, table).fields()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"source,DAY", "Frequency,DAY", "day,DAY", "DAY,HOUR", "hour,HOUR", "month,MONTH"})
  void refusesNamesOfPartitionColumns(String name, Grain grain) {
    Schema schema =
        schema(
            field("at", "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}"),
            field(name, "\"int\""));
    assertThatThrownBy(() -> DatasetSchemas.tableSchema(timed(schema, "at", null, grain)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("Cannot use field " + name)
        .hasMessageContaining("--rename " + name + "=");
  }

  @Test
  void allowsNamesOfPartitionColumnsThatTheGrainDoesNotUse() {
    Schema schema = schema(field("at", DATE), field("hour", "\"int\""), field("month", "\"int\""));
    assertThat(DatasetSchemas.tableSchema(timed(schema, "at", null, Grain.DAY)).findField("hour"))
        .isNotNull();
  }

  @Test
  void refusesFieldsThatDifferOnlyByCase() {
    assertThatThrownBy(
            () ->
                DatasetSchemas.tableSchema(
                    reference(schema(field("Id", "\"int\""), field("ID", "\"int\"")))))
        .hasMessageContaining("Cannot use field ID")
        .hasMessageContaining("Id");
  }

  @Test
  void givesARecordTypeThatStandsTwiceItsOwnIdsAtEachPlace() {
    Schema schema =
        schema(
            field(
                "home",
                "{\"type\":\"record\",\"name\":\"Address\",\"namespace\":\"a.b\",\"fields\":["
                    + field("city", "\"string\"")
                    + "]}"),
            field("work", "[\"null\",\"a.b.Address\"]"));
    org.apache.iceberg.Schema table = DatasetSchemas.tableSchema(reference(schema));
    Schema file = DatasetSchemas.fileSchema(reference(schema), table);

    // It can be written and read back, and Iceberg finds the same IDs in it.
    Schema parsed = new Schema.Parser().parse(file.toString());
    assertThat(AvroSchemaUtil.toIceberg(parsed).asStruct())
        .isEqualTo(table.select("home", "work").asStruct());
    assertThat(DatasetSchemas.leaves(table))
        .extracting(DatasetSchemas.Leaf::name)
        .containsExactly("home.city", "work.city", "source", "frequency");
  }

  @Test
  void keepsDocumentationDefaultsAndAliases() {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"R","doc":"rows","x-owner":"sales","fields":[
                  {"name":"a","type":["null","string"],"default":null,"doc":"first","aliases":["b"],
                   "field-id":77},
                  {"name":"n","type":"bytes","default":"\\u00ff","order":"descending"}]}
                """);
    org.apache.iceberg.Schema table = DatasetSchemas.tableSchema(reference(schema));
    Schema file = DatasetSchemas.fileSchema(reference(schema), table);

    assertThat(file.getDoc()).isEqualTo("rows");
    assertThat(file.getProp("x-owner")).isEqualTo("sales");
    assertThat(file.getField("a").hasDefaultValue()).isTrue();
    assertThat(file.getField("a").aliases()).containsExactly("b");
    assertThat(file.getField("a").doc()).isEqualTo("first");
    assertThat(file.getField("n").order()).isEqualTo(Schema.Field.Order.DESCENDING);
    assertThat(file.getField("n").defaultVal()).isEqualTo(new byte[] {(byte) 0xff});
    assertThat(table.findField("a").doc()).isEqualTo("first");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}|string|\"A\"|A",
        "{\"type\":\"string\",\"logicalType\":\"uuid\"}|string|\"0A000000-0000-0000-0000-00000000000b\"|0a000000-0000-0000-0000-00000000000b",
        "{\"type\":\"fixed\",\"name\":\"F\",\"size\":16,\"logicalType\":\"uuid\"}|string|\"0000000000000000\"|30303030-3030-3030-3030-303030303030",
        "{\"type\":\"fixed\",\"name\":\"F\",\"size\":4,\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2}|decimal(9,"
            + " 2)||",
        "{\"type\":\"fixed\",\"name\":\"F\",\"size\":3}|fixed[3]||",
        "{\"type\":\"fixed\",\"name\":\"F\",\"size\":12,\"logicalType\":\"duration\"}|fixed[12]||",
        "{\"type\":\"int\",\"logicalType\":\"time-millis\"}|long|5|5000",
        "{\"type\":\"long\",\"logicalType\":\"time-micros\"}|long|5|5",
        "{\"type\":\"long\",\"logicalType\":\"timestamp-nanos\"}|timestamptz|5000|5",
        "{\"type\":\"long\",\"logicalType\":\"local-timestamp-millis\"}|timestamp|5|5",
        "{\"type\":\"long\",\"logicalType\":\"local-timestamp-micros\"}|timestamp|5|5",
        "{\"type\":\"long\",\"logicalType\":\"local-timestamp-nanos\"}|timestamp|5000|5",
        "{\"type\":\"long\",\"logicalType\":\"timestamp-micros\",\"adjust-to-utc\":false}|timestamp||",
        "{\"type\":\"int\",\"logicalType\":\"colour\"}|int|5|5",
        "{\"type\":\"array\",\"items\":[\"null\",\"long\"]}|list<long>|[]|[]",
        "{\"type\":\"map\",\"values\":{\"type\":\"array\",\"items\":\"int\"}}|map<string,"
            + " list<int>>|{}|{}"
      })
  void storesWhatReadersDoNotTakeInTypesThatTheyDo(
      String avro, String iceberg, @Nullable String given, @Nullable String stored) {
    String byDefault = given == null ? "" : ",\"default\":" + given;
    Schema schema =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":"
                    + avro
                    + byDefault
                    + "}]}");
    org.apache.iceberg.Schema table = DatasetSchemas.tableSchema(reference(schema));
    assertThat(table.findField("a").type()).hasToString(iceberg);
    Schema file = parsed(DatasetSchemas.fileSchema(reference(schema), table));
    assertThat(AvroSchemaUtil.toIceberg(file).asStruct()).isEqualTo(table.select("a").asStruct());
    if (stored != null) {
      assertThat(file.getField("a").defaultVal()).hasToString(stored);
    }
  }

  @Test
  void storesAUnionAsARecordWithAFieldForEachBranch() {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"a.R","fields":[
                  {"name":"u","type":["long","null","string",{"type":"record","name":"b.P","fields":[
                     {"name":"x","type":["int","string"]}]}],"default":7},
                  {"name":"v","type":["null","b.P"]},
                  {"name":"n","type":"null","default":null},
                  {"name":"m","type":["null"]}]}
                """);
    org.apache.iceberg.Schema table = DatasetSchemas.tableSchema(reference(schema));
    assertThat(table.findType("u.long_value")).isEqualTo(Types.LongType.get());
    assertThat(table.findType("u.P_value.x.string_value")).isEqualTo(Types.StringType.get());
    assertThat(table.findType("v.x.int_value")).isEqualTo(Types.IntegerType.get());
    assertThat(table.findField("v.x").isRequired()).isTrue();
    assertThat(table.findField("u").isOptional()).isTrue();
    assertThat(table.findType("n")).isEqualTo(Types.StringType.get());
    Schema file = parsed(DatasetSchemas.fileSchema(reference(schema), table));
    assertThat(AvroSchemaUtil.toIceberg(file).asStruct())
        .isEqualTo(table.select("u", "v", "n", "m").asStruct());
    assertThat(file.getField("u").defaultVal()).asString().contains("long_value=7");
    assertThat(StoredType.branch(file.getField("u").schema().getTypes().get(0).getField("P_value")))
        .contains("b.P");
  }

  private static Schema parsed(Schema schema) {
    return new Schema.Parser().parse(schema.toString());
  }

  @Test
  void keepsWhichSymbolStandsForOthersOfAnEnum() {
    String symbols = "{\"type\":\"enum\",\"symbols\":[\"A\",\"B\"],\"name\":";
    Schema schema =
        schema(field("e", symbols + "\"E\",\"default\":\"B\"}"), field("f", symbols + "\"F\"}"));
    org.apache.iceberg.Schema table = DatasetSchemas.tableSchema(reference(schema));
    Schema file = parsed(DatasetSchemas.fileSchema(reference(schema), table));
    assertThat(StoredType.defaultSymbol(file.getField("e").schema())).contains("B");
    assertThat(StoredType.defaultSymbol(file.getField("f").schema())).isEmpty();
    assertThat(DatasetSchemas.notes(schema))
        .satisfiesExactly(
            note -> assertThat(note).contains("e: ").endsWith("which becomes B"),
            note -> assertThat(note).contains("f: ").endsWith("outside the symbols is refused"));
  }

  @Test
  void notesWhatHiveSeesOtherwise() {
    Schema schema =
        schema(field("at", "[\"null\",{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}]"));
    assertThat(DatasetSchemas.notes(schema))
        .singleElement()
        .satisfies(note -> assertThat(note).contains("at", "bigint"));
  }

  @Test
  void saysWhyNoDatasetCanHaveARecordThatContainsItself() {
    Schema schema =
        schema(
            field(
                "tree",
                "{\"type\":\"record\",\"name\":\"Node\",\"fields\":[{\"name\":\"next\","
                    + "\"type\":[\"null\",\"Node\"]}]}"));
    assertThat(DatasetSchemas.refusal(schema).orElseThrow())
        .contains("tree.next", "record Node contains itself");
    assertThat(DatasetSchemas.refusal(schema(field("x", "\"int\"")))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "missing, , DAY, did you mean",
    "text, , DAY, --time-pattern",
    "at, yyyy, DAY, for strings only",
    "number, , DAY, a timestamp",
    "number, , DAY, timestamp-millis",
    "at, , HOUR, no hour"
  })
  void refusesTimeFieldsThatGiveNoTime(
      String name, @Nullable String pattern, Grain grain, String reason) {
    Schema schema =
        schema(
            field("at", DATE),
            field("text", "\"string\""),
            field("number", "\"long\""),
            field("missin", "\"long\""));
    assertThatThrownBy(() -> DatasetSchemas.tableSchema(timed(schema, name, pattern, grain)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"int\"", "{\"type\":\"array\",\"items\":\"int\"}"})
  void refusesSchemasWithoutFields(String schema) {
    assertThatThrownBy(
            () -> DatasetSchemas.tableSchema(reference(new Schema.Parser().parse(schema))))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("record");
  }

  @Test
  void needsATimeFieldForAGrain() {
    Dataset dataset =
        new Dataset(
            new DatasetName("d"),
            schema(field("x", "\"int\"")),
            Optional.empty(),
            Grain.DAY,
            ZoneOffset.UTC);
    assertThatThrownBy(() -> DatasetSchemas.tableSchema(dataset))
        .hasMessageContaining("--time-field");
  }
}
