package granary.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import granary.dataset.DatasetSchemas;
import granary.dataset.Grain;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.RowBuffer;
import granary.ingest.record.RowEncoder;
import granary.ingest.record.TextValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON values of every Avro type, through the encoding of ours, read by Avro's own reader. */
class JsonTypesTest {
  private static final String ENUM =
      "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"RED\",\"BLUE\"]}";
  private static final String POINT =
      "{\"type\":\"record\",\"name\":\"P\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"},"
          + "{\"name\":\"y\",\"type\":\"int\",\"default\":9}]}";
  private static final String UNION = "[\"null\",\"int\",\"double\",\"string\"," + POINT + "]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ENUM|\"BLUE\"|BLUE",
        "string:uuid|\"0A000000-0000-0000-0000-00000000000B\"|0a000000-0000-0000-0000-00000000000b",
        "fixed3|\"AAEC\"|[0, 1, 2]",
        "int:time-millis|\"13:15:01.2345\"|47701234000",
        "int:time-millis|86399999|86399999000",
        "long:time-micros|\"00:00\"|0",
        "long:time-micros|\"23:59:59.999999\"|86399999999",
        "long:timestamp-nanos|\"1970-01-01T00:00:00.000001000Z\"|1",
        "long:timestamp-nanos|-1000|-1",
        "long:local-timestamp-millis|\"2026-03-29 02:30\"|1774751400000",
        "long:local-timestamp-millis|\"2026-03-29T02:30:00.5\"|1774751400500",
        "long:local-timestamp-micros|\"0001-01-01\"|-62135596800000000",
        "long:local-timestamp-nanos|\"9999-12-31T23:59:59.999999\"|253402300799999999",
        "array:long|[1, -2, 3]|[1, -2, 3]",
        "array:long|[]|[]",
        "map:long|{\"a\": 1, \"\": 2}|{a=1, =2}",
        "map:long|{}|{}",
        "array:ENUM|[\"RED\",\"BLUE\"]|[RED, BLUE]",
        "array:POINT|[{\"x\":1},{\"y\":3,\"x\":2}]|[{\"x\": 1, \"y\": 9}, {\"x\": 2, \"y\": 3}]",
        "array:UNION|[null, 3]|[null, {\"int_value\": 3, \"double_value\": null, \"string_value\":"
            + " null, \"P_value\": null}]",
        "UNION|null|null",
        "UNION|3000000000|{\"int_value\": null, \"double_value\": 3.0E9, \"string_value\": null,"
            + " \"P_value\": null}",
        "UNION|{\"double\": 3}|{\"int_value\": null, \"double_value\": 3.0, \"string_value\": null,"
            + " \"P_value\": null}",
        "UNION|{\"x\": 3}|{\"int_value\": null, \"double_value\": null, \"string_value\": null,"
            + " \"P_value\": {\"x\": 3, \"y\": 9}}",
        "null|null|null"
      })
  void readsAndStores(String type, String json, String stored) throws Exception {
    assertThat(String.valueOf(write(type, "{\"a\":" + json + "}").get("a"))).isEqualTo(stored);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ENUM|\"red\"|'red' is not one of [BLUE, RED]",
        "string:uuid|\"0A000000-0000-0000-0000-00000000000G\"|is not a UUID",
        "string:uuid|\"\"|is not a UUID",
        "fixed3|\"AAE=\"|is not Base64 of 3 bytes",
        "int:time-millis|\"24:00\"|is not a time",
        "int:time-millis|\"13:15:01Z\"|is not a time",
        "int:time-millis|86400000|is beyond a time",
        "long:time-micros|-1|is beyond a time",
        "long:timestamp-nanos|\"2026-01-01T00:00:00.000000001Z\"|finer nanoseconds",
        "long:timestamp-nanos|1|finer nanoseconds",
        "long:local-timestamp-millis|\"2026-03-29T02:30:00Z\"|is not a timestamp without zone",
        "long:local-timestamp-micros|\"2026-03-29T02:30:00+01:00\"|is not a timestamp without zone",
        "array:long|[1, null]|field a.item is null and may not be",
        "array:long|{}|an object cannot be its value",
        "array:long|[1|']' was expected",
        "map:long|{\"a\": 1, \"a\": 2}|a key comes twice (a)",
        "map:long|[]|an array cannot be its value",
        "array:POINT|[{}]|field a.item.x is not there",
        "UNION|true|its value is none of [int, double, string, P]",
        "UNION|{\"x\": \"1\"}|its value is none of",
        "UNION|{\"int\": \"1\"}|its value is none of",
        "null|0|a number cannot be its value"
      })
  void refuses(String type, String json, String reason) {
    assertThatThrownBy(() -> write(type, "{\"a\":" + json + "}"))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void fillsInDefaultsOfEveryType() throws Exception {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"R","fields":[
                  {"name":"e","type":%s,"default":"RED"},
                  {"name":"t","type":{"type":"int","logicalType":"time-millis"},"default":5},
                  {"name":"l","type":{"type":"array","items":["E","null"]},"default":["BLUE"]},
                  {"name":"m","type":{"type":"map","values":%s},"default":{"k":{"x":1}}},
                  {"name":"f","type":{"type":"fixed","name":"F","size":2},"default":"\\u00ff\\u0000"},
                  {"name":"u","type":["long","string"],"default":8},
                  {"name":"n","type":["null",{"type":"array","items":"int"}]}]}
                """
                    .formatted(ENUM, POINT));
    GenericRecord record = write(schema, "{}", ZoneOffset.UTC);
    assertThat(record)
        .hasToString(
            "{\"e\": \"RED\", \"t\": 5000, \"l\": [\"BLUE\"], \"m\": {\"k\": {\"x\": 1, \"y\": 9}},"
                + " \"f\": [-1, 0], \"u\": {\"long_value\": 8, \"string_value\": null}, \"n\":"
                + " null}");
  }

  @Test
  void keepsLocalTimesWhateverTheZoneOfTheDataset() throws Exception {
    Schema schema = schema("long:local-timestamp-millis");
    GenericRecord record =
        write(schema, "{\"a\":\"2026-03-29T02:30:00\"}", ZoneId.of("Europe/Berlin"));
    assertThat(record.get("a")).isEqualTo(1774751400000L);
  }

  private static GenericRecord write(String type, String json) throws Exception {
    return write(schema(type), json, ZoneOffset.UTC);
  }

  /** {@code array:long}, {@code long:time-micros}, or one of the names above. */
  private static Schema schema(String type) {
    return new Schema.Parser()
        .parse(
            "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":"
                + avro(type)
                + "}]}");
  }

  private static String avro(String type) {
    int colon = type.indexOf(':');
    String rest = type.substring(colon + 1);
    if (type.startsWith("array:")) {
      return "{\"type\":\"array\",\"items\":" + avro(rest) + "}";
    }
    if (type.startsWith("map:")) {
      return "{\"type\":\"map\",\"values\":" + avro(rest) + "}";
    }
    return switch (type) {
      case "ENUM" -> ENUM;
      case "POINT" -> POINT;
      case "UNION" -> UNION;
      case "fixed3" -> "{\"type\":\"fixed\",\"name\":\"F\",\"size\":3}";
      default ->
          colon < 0
              ? "\"" + type + "\""
              : "{\"type\":\"" + type.substring(0, colon) + "\",\"logicalType\":\"" + rest + "\"}";
    };
  }

  private static GenericRecord write(Schema schema, String json, ZoneId zone)
      throws BadRecordException, IOException {
    Dataset dataset =
        new Dataset(new DatasetName("d"), schema, Optional.empty(), Grain.NONE, ZoneOffset.UTC);
    Schema file = DatasetSchemas.fileSchema(dataset, DatasetSchemas.tableSchema(dataset));
    RecordShape shape = RecordShape.of(file);
    Row row = shape.newRow();
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    new JsonRecords(shape, new TextValues(zone)).read(text, 0, text.length, row);
    RowBuffer buffer = new RowBuffer();
    new RowEncoder(shape).encode(row, buffer);
    BinaryDecoder in = DecoderFactory.get().binaryDecoder(buffer.bytes(), 0, buffer.size(), null);
    GenericRecord read = new GenericDatumReader<GenericRecord>(plain(file)).read(null, in);
    assertThat(in.isEnd()).isTrue();
    return read;
  }

  /** Avro would turn values of logical types into Java's. */
  private static Schema plain(Schema file) {
    return new Schema.Parser()
        .parse(file.toString().replaceAll("\"logicalType\":\"[^\"]*\"", "\"x\":1"));
  }
}
