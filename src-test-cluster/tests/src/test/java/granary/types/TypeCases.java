package granary.types;

import static granary.types.TypeCase.Clock.LOCAL;
import static granary.types.TypeCase.Clock.LOCAL_MICROS;
import static granary.types.TypeCase.Clock.ZONED;
import static granary.types.TypeCase.Clock.ZONED_MICROS;

import java.util.ArrayList;
import java.util.List;

/** The types of the matrix, with extreme values. The README's table has them in this order. */
final class TypeCases {
  private static final String NINES = "9".repeat(28) + "." + "9".repeat(10);
  private static final String LONG_TEXT = "x€".repeat(20_000);

  private TypeCases() {}

  static List<TypeCase> all() {
    List<TypeCase> all = new ArrayList<>();
    addNumbers(all);
    addTexts(all);
    addDecimals(all);
    addTimes(all);
    addNested(all);
    return all;
  }

  private static String logical(String base, String name) {
    return "{\"type\":\"" + base + "\",\"logicalType\":\"" + name + "\"}";
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  private static void addNumbers(List<TypeCase> to) {
    to.add(TypeCase.of("t_boolean", "boolean", "\"boolean\"", "true", "true", "false", "false"));
    to.add(
        TypeCase.of(
            "t_int",
            "int",
            "\"int\"",
            "-2147483648",
            "-2147483648",
            "2147483647",
            "2147483647",
            "0",
            "0"));
    to.add(
        TypeCase.of(
            "t_long",
            "long",
            "\"long\"",
            "-9223372036854775808",
            "-9223372036854775808",
            "9223372036854775807",
            "9223372036854775807"));
    to.add(
        TypeCase.of(
            "t_float",
            "float",
            "\"float\"",
            "3.4028235e38",
            "3.4028235E38",
            "1.4e-45",
            "1.4E-45",
            "\"NaN\"",
            "NaN",
            "\"Infinity\"",
            "Infinity",
            "\"-Infinity\"",
            "-Infinity",
            "-0.0",
            "-0.0",
            "0.1",
            "0.1"));
    to.add(
        TypeCase.of(
            "t_double",
            "double",
            "\"double\"",
            "1.7976931348623157e308",
            "1.7976931348623157E308",
            "4.9e-324",
            "4.9E-324",
            "\"NaN\"",
            "NaN",
            "\"Infinity\"",
            "Infinity",
            "\"-Infinity\"",
            "-Infinity",
            "-0.0",
            "-0.0",
            "0.1",
            "0.1"));
  }

  private static void addTexts(List<TypeCase> to) {
    to.add(
        TypeCase.of(
            "t_string",
            "string",
            "\"string\"",
            "\"\"",
            "",
            "\"é😀\"",
            "é😀",
            "\"a\\u0000b\"",
            "a\0b",
            "\"\\\"\\\\\\n\\t\"",
            "\"\\\n\t",
            "\"NULL\"",
            "NULL",
            quoted(LONG_TEXT),
            LONG_TEXT));
    to.add(
        TypeCase.of(
            "t_enum",
            "enum",
            "{\"type\":\"enum\",\"name\":\"Colour\",\"symbols\":[\"RED\",\"BLUE\"]}",
            "\"RED\"",
            "RED",
            "\"BLUE\"",
            "BLUE"));
    String uuid = "0A000000-0000-0000-0000-00000000000F";
    String stored = "0a000000-0000-0000-0000-00000000000f";
    to.add(
        TypeCase.of("t_uuid", "uuid on string", logical("string", "uuid"), quoted(uuid), stored));
    to.add(
        TypeCase.of(
            "t_uuid_fixed",
            "uuid on fixed(16)",
            "{\"type\":\"fixed\",\"name\":\"Uuid\",\"size\":16,\"logicalType\":\"uuid\"}",
            quoted(uuid),
            stored));
    to.add(TypeCase.of("t_bytes", "bytes", "\"bytes\"", "\"\"", "", "\"AP+AAA==\"", "AP+AAA=="));
    to.add(
        TypeCase.of(
            "t_fixed",
            "fixed(3)",
            "{\"type\":\"fixed\",\"name\":\"Three\",\"size\":3}",
            "\"AP+A\"",
            "AP+A",
            "\"AAAA\"",
            "AAAA"));
    to.add(
        TypeCase.of(
            "t_duration",
            "duration",
            "{\"type\":\"fixed\",\"name\":\"Span\",\"size\":12,\"logicalType\":\"duration\"}",
            "\"AQAAAAIAAAADAAAA\"",
            "AQAAAAIAAAADAAAA"));
    to.add(TypeCase.of("t_null", "null", "\"null\""));
  }

  private static void addDecimals(List<TypeCase> to) {
    String bytes = "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":%d,\"scale\":%d}";
    to.add(
        TypeCase.of(
            "t_decimal_9",
            "decimal(9,2) on bytes",
            bytes.formatted(9, 2),
            "9999999.99",
            "9999999.99",
            "-9999999.99",
            "-9999999.99",
            "0",
            "0",
            "\"-0.01\"",
            "-0.01"));
    to.add(
        TypeCase.of(
            "t_decimal_38",
            "decimal(38,10) on bytes",
            bytes.formatted(38, 10),
            NINES,
            NINES,
            "-" + NINES,
            "-" + NINES,
            "0.0000000001",
            "0.0000000001"));
    to.add(
        TypeCase.of(
            "t_decimal_whole",
            "decimal(38,0) on bytes",
            bytes.formatted(38, 0),
            "9".repeat(38),
            "9".repeat(38),
            "-" + "9".repeat(38),
            "-" + "9".repeat(38)));
    to.add(
        TypeCase.of(
            "t_decimal_fixed",
            "decimal(20,4) on fixed(9)",
            "{\"type\":\"fixed\",\"name\":\"Money\",\"size\":9,\"logicalType\":\"decimal\","
                + "\"precision\":20,\"scale\":4}",
            "9999999999999999.9999",
            "9999999999999999.9999",
            "-9999999999999999.9999",
            "-9999999999999999.9999"));
  }

  private static void addTimes(List<TypeCase> to) {
    to.add(
        TypeCase.of(
            "t_date",
            "date",
            logical("int", "date"),
            "\"0001-01-01\"",
            "0001-01-01",
            "\"9999-12-31\"",
            "9999-12-31",
            "\"1582-10-10\"",
            "1582-10-10",
            "\"1500-02-28\"",
            "1500-02-28",
            "\"1969-12-31\"",
            "1969-12-31"));
    to.add(
        TypeCase.of(
            "t_time_millis",
            "time-millis",
            logical("int", "time-millis"),
            "\"00:00\"",
            "0",
            "\"23:59:59.999\"",
            "86399999000"));
    to.add(
        TypeCase.of(
            "t_time_micros",
            "time-micros",
            logical("long", "time-micros"),
            "\"00:00:00.000001\"",
            "1",
            "\"23:59:59.999999\"",
            "86399999999"));
    for (String unit : List.of("millis", "micros", "nanos")) {
      boolean millis = unit.equals("millis");
      String digits = millis ? "999" : "999999";
      to.add(
          TypeCase.of(
              "t_timestamp_" + unit,
              "timestamp-" + unit,
              logical("long", "timestamp-" + unit),
              millis ? ZONED : ZONED_MICROS,
              instants("Z", digits)));
    }
    for (String unit : List.of("millis", "micros", "nanos")) {
      boolean millis = unit.equals("millis");
      String digits = millis ? "999" : "999999";
      to.add(
          TypeCase.of(
              "t_local_" + unit,
              "local-timestamp-" + unit,
              logical("long", "local-timestamp-" + unit),
              millis ? LOCAL : LOCAL_MICROS,
              instants("", digits)));
    }
  }

  /** Both ends, before 1970, the days that never were, and an hour that summer time skips. */
  private static String[] instants(String zone, String digits) {
    List<String> values = new ArrayList<>();
    for (String text :
        List.of(
            "0001-01-01T00:00:00",
            "9999-12-31T23:59:59." + digits,
            "1969-12-31T23:59:59." + digits,
            "1582-10-10T12:00:00",
            "1500-02-28T12:00:00",
            "1883-11-18T12:03:58",
            "2026-03-29T02:30:00",
            "2026-10-25T01:30:00.001")) {
      values.add(quoted(text + zone));
      values.add(text + zone);
    }
    return values.toArray(String[]::new);
  }

  private static void addNested(List<TypeCase> to) {
    String point =
        "{\"type\":\"record\",\"name\":\"%s\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"},"
            + "{\"name\":\"y\",\"type\":[\"null\",\"string\"]}]}";
    to.add(
        TypeCase.of(
            "t_array",
            "array of string",
            "{\"type\":\"array\",\"items\":\"string\"}",
            "[]",
            "[]",
            "[\"a\", \"\", \"é😀\"]",
            "[\"a\",\"\",\"é😀\"]"));
    to.add(
        TypeCase.of(
            "t_array_null",
            "array of nullable long",
            "{\"type\":\"array\",\"items\":[\"null\",\"long\"]}",
            "[1, null, -9223372036854775808]",
            "[1,null,-9223372036854775808]"));
    to.add(
        TypeCase.of(
            "t_array_record",
            "array of record",
            "{\"type\":\"array\",\"items\":" + point.formatted("P1") + "}",
            "[{\"x\":1,\"y\":\"a\"},{\"x\":2}]",
            "[{\"x\":1,\"y\":\"a\"},{\"x\":2,\"y\":null}]"));
    to.add(
        TypeCase.of(
            "t_map",
            "map of long",
            "{\"type\":\"map\",\"values\":\"long\"}",
            "{}",
            "{}",
            "{\"k\": 1}",
            "{\"k\":1}"));
    to.add(
        TypeCase.of(
            "t_map_array",
            "map of array of map",
            "{\"type\":\"map\",\"values\":{\"type\":\"array\",\"items\":"
                + "{\"type\":\"map\",\"values\":\"string\"}}}",
            "{\"a\":[{\"b\":\"c\"},{}]}",
            "{\"a\":[{\"b\":\"c\"},{}]}"));
    to.add(
        TypeCase.of(
            "t_array_enum",
            "array of enum",
            "{\"type\":\"array\",\"items\":{\"type\":\"enum\",\"name\":\"Size\",\"symbols\":"
                + "[\"S\",\"L\"]}}",
            "[\"L\",\"S\"]",
            "[\"L\",\"S\"]"));
    to.add(
        TypeCase.record(
                "t_record", "record", point.formatted("P2"), "{\"x\":1,\"y\":\"a\"}", "{\"x\":2}")
            .probe("t_record.x", "1", "2")
            .probe("t_record.y", "a", "NULL"));
    to.add(
        TypeCase.record(
                "t_union",
                "union of int, string, record",
                "\"int\",\"string\"," + point.formatted("P3"),
                "7",
                "\"seven\"",
                "{\"x\":7}")
            .probe("t_union.int_value", "7", "NULL", "NULL")
            .probe("t_union.string_value", "NULL", "seven", "NULL")
            .probe("t_union.P3_value.x", "NULL", "NULL", "7"));
  }
}
