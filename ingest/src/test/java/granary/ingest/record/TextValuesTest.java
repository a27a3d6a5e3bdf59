package granary.ingest.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TextValuesTest {
  private static final RecordShape SHAPE =
      RecordShape.of(
          new Schema.Parser()
              .parse(
                  """
                  {"type":"record","name":"r","fields":[
                   {"name":"bool","type":"boolean"},{"name":"int","type":"int"},
                   {"name":"long","type":"long"},{"name":"float","type":"float"},
                   {"name":"double","type":"double"},{"name":"string","type":"string"},
                   {"name":"bytes","type":"bytes"},
                   {"name":"short","type":{"type":"bytes","logicalType":"decimal","precision":12,"scale":2}},
                   {"name":"large","type":{"type":"bytes","logicalType":"decimal","precision":38,"scale":10}},
                   {"name":"date","type":{"type":"int","logicalType":"date"}},
                   {"name":"millis","type":{"type":"long","logicalType":"timestamp-millis"}},
                   {"name":"micros","type":{"type":"long","logicalType":"timestamp-micros"}}]}
                  """));

  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "(\\d{4}-\\d\\d-\\d\\d)[T t](\\d\\d):(\\d\\d)(?::(\\d\\d))?(?:[.,](\\d{1,9}))?"
              + "(?: ?(?:[Zz]|UTC|GMT|([+-])(\\d\\d)(?::?(\\d\\d))?))?");

  private final Row row = SHAPE.newRow();
  private TextValues values = new TextValues(ZoneOffset.UTC);

  @Test
  void readsWholeNumbersWithinTheirRange() {
    assertThat(read("int", "2147483647")).isEqualTo("2147483647");
    assertThat(read("int", "-2147483648")).isEqualTo("-2147483648");
    assertThat(read("int", "2147483648")).isEqualTo("out-of-range");
    assertThat(read("long", "9223372036854775807")).isEqualTo("9223372036854775807");
    assertThat(read("long", "-9223372036854775808")).isEqualTo("-9223372036854775808");
    assertThat(read("long", "9223372036854775808")).isEqualTo("out-of-range");
    assertThat(read("long", " 12\t")).isEqualTo("12");
    assertThat(read("long", "+0012.000")).isEqualTo("12");
    assertThat(read("long", "1.2e1")).isEqualTo("12");
    assertThat(read("long", "0e999999999")).isEqualTo("0");
    assertThat(read("long", "0e-999999999")).isEqualTo("0");
    assertThat(read("long", "1e999999999")).isEqualTo("out-of-range");
    assertThat(read("long", "1e99999999999")).isEqualTo("out-of-range");
    for (String wrong : new String[] {"", "-", "1.5", "1e-999999999", "0x10", "1_000", "١", "1L"}) {
      assertThat(read("long", wrong)).as(wrong).isEqualTo("wrong-type");
    }
  }

  @Test
  void readsDecimalsExactlyOrNotAtAll() {
    assertThat(read("short", "1234567890.12")).isEqualTo("123456789012");
    assertThat(read("short", "-0.1")).isEqualTo("-10");
    assertThat(read("short", "1.2300000")).isEqualTo("123");
    assertThat(read("short", "1e3")).isEqualTo("100000");
    assertThat(read("short", ".5")).isEqualTo("50");
    assertThat(read("short", "0e-99999999")).isEqualTo("0");
    assertThat(read("short", "12.345")).isEqualTo("inexact");
    assertThat(read("short", "1e-99999999")).isEqualTo("inexact");
    assertThat(read("short", "12345678901.00")).isEqualTo("out-of-range");
    assertThat(read("short", "1e99999999")).isEqualTo("out-of-range");
    assertThat(read("short", "1,5")).isEqualTo("wrong-type");
    String digits = "9".repeat(28) + "." + "9".repeat(10);
    assertThat(read("large", "-" + digits)).isEqualTo("-" + digits.replace(".", ""));
    assertThat(read("large", "1" + "0".repeat(28))).isEqualTo("out-of-range");
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      BigDecimal number = new BigDecimal(new BigInteger(39, random), 2);
      String text = random.nextBoolean() ? number.toPlainString() : number.negate().toString();
      assertThat(read("short", text))
          .isEqualTo(new BigDecimal(text).setScale(2).unscaledValue().toString());
    }
  }

  @Test
  void readsFloatingPointNumbersAsJavaDoes() {
    Random random = new Random(4);
    for (int i = 0; i < 50_000; i++) {
      double number =
          random.nextBoolean()
              ? Double.longBitsToDouble(random.nextLong())
              : Math.round(random.nextDouble() * 1e9) / 1e4;
      if (!Double.isInfinite(number) && !Double.isNaN(number)) {
        assertThat(read("double", Double.toString(number))).isEqualTo(Double.toString(number));
      }
    }
    assertThat(read("double", "-0.0")).isEqualTo("-0.0");
    assertThat(read("double", "-0")).isEqualTo("-0.0");
    assertThat(read("double", "NaN")).isEqualTo("NaN");
    assertThat(read("double", "-Infinity")).isEqualTo("-Infinity");
    assertThat(read("double", "1e309")).isEqualTo("out-of-range");
    assertThat(read("float", "1e39")).isEqualTo("out-of-range");
    assertThat(read("float", "3.4028235E38")).isEqualTo("3.4028235E38");
    for (String wrong : new String[] {"1d", "1f", "0x1p3", "infinity", "1e", ".", "--1", "1.2.3"}) {
      assertThat(read("double", wrong)).as(wrong).isEqualTo("wrong-type");
    }
  }

  @Test
  void readsBooleansBytesAndText() {
    assertThat(read("bool", "TRUE")).isEqualTo("1");
    assertThat(read("bool", "no")).isEqualTo("0");
    assertThat(read("bool", "2")).isEqualTo("wrong-type");
    assertThat(read("bytes", "AQID")).isEqualTo("010203");
    assertThat(read("bytes", "A*")).isEqualTo("wrong-type");
    assertThat(read("string", " é ")).isEqualTo(" é ");
  }

  @Test
  void readsDatesOfTheCommonEra() {
    for (LocalDate day = LocalDate.of(1, 1, 1); day.getYear() < 10_000; day = day.plusDays(97)) {
      assertThat(read("date", day.toString())).isEqualTo(Long.toString(day.toEpochDay()));
    }
    assertThat(read("date", "9999-12-31")).isEqualTo("2932896");
    for (String wrong :
        new String[] {"2026-02-29", "2026-13-01", "0000-01-01", "2026-1-1", "20261122", "x"}) {
      assertThat(read("date", wrong)).as(wrong).isEqualTo("wrong-type");
    }
    assertThat(read("date", "2024-02-29")).isEqualTo("19782");
  }

  @Test
  void cutsDecimalsOfASecondThatAreFinerThanTheField() {
    assertThat(read("micros", "1970-01-01T00:00:00.1234569Z")).isEqualTo("123456");
    assertThat(read("micros", "1970-01-01T00:00:00.123456999Z")).isEqualTo("123456");
    assertThat(read("millis", "1970-01-01T00:00:00.999999999Z")).isEqualTo("999");
    // Before 1970 too to the earlier moment, as the clock showed it.
    assertThat(read("millis", "1969-12-31T23:59:59.9999Z")).isEqualTo("-1");
    assertThat(read("micros", "1969-12-31T23:59:59.999999999Z")).isEqualTo("-1");
    assertThat(read("micros", "1970-01-01T00:00:00.1234567891Z")).isEqualTo("wrong-type");
  }

  @Test
  void readsTimestampsWithAndWithoutAnOffset() {
    long moment = Instant.parse("2026-11-22T13:15:01Z").toEpochMilli();
    assertThat(read("millis", "2026-11-22T13:15:01Z")).isEqualTo(Long.toString(moment));
    assertThat(read("millis", "2026-11-22 13:15:01.2")).isEqualTo(Long.toString(moment + 200));
    assertThat(read("millis", "2026-11-22T14:15:01.9999+01:00"))
        .isEqualTo(Long.toString(moment + 999));
    assertThat(read("millis", "2026-11-22T07:45:01-0530")).isEqualTo(Long.toString(moment));
    assertThat(read("millis", "2026-11-22T13:15")).isEqualTo(Long.toString(moment - 1000));
    assertThat(read("millis", "2026-11-22T15:15+02")).isEqualTo(Long.toString(moment - 1000));
    assertThat(read("millis", Long.toString(moment))).isEqualTo(Long.toString(moment));
    assertThat(read("micros", "2026-11-22T13:15:01.000001999Z"))
        .isEqualTo(Long.toString(moment * 1000 + 1));
    assertThat(read("millis", "1969-12-31T23:59:59.999Z")).isEqualTo("-1");
    assertThat(read("micros", "0001-01-01T00:00:00Z")).isEqualTo("-62135596800000000");
    assertThat(read("micros", "9999-12-31T23:59:59.999999Z")).isEqualTo("253402300799999999");
    for (String wrong :
        new String[] {
          "2026-11-22T24:00:00Z",
          "2026-11-22T13:15:60Z",
          "2026-11-22T13:15:01.",
          "2026-11-22T13:15:01+1",
          "2026-11-22T",
          "2026-11-22T13:1",
          "2026-11-22T13:15:0",
          "9999-12-31T23:59:59-01:00",
          "0001-01-01T00:00:00+01:00",
          "20261122131501",
          "2026-11-22T13:15:01Europe",
          "now"
        }) {
      assertThat(read("millis", wrong)).as(wrong).isEqualTo("wrong-type");
    }
  }

  @Test
  void readsTimestampsWithChangedCharactersAsTheGrammarDoes() {
    Random random = new Random(5);
    String characters = "0123456789:-.,TtZz +/;3 ";
    int good = 0;
    for (int i = 0; i < 30_000; i++) {
      long micros = random.nextLong() % 250_000_000_000_000_000L;
      Instant moment =
          Instant.ofEpochSecond(
              Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
      String time = moment.toString();
      StringBuilder text = new StringBuilder(time.substring(0, time.length() - random.nextInt(5)));
      text.append(List.of("", "", "Z", " UTC", "GMT", "+0130", "-11:59", "+19").get(i % 8));
      for (int changes = random.nextInt(3); changes > 0; changes--) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, characters.charAt(random.nextInt(characters.length())));
      }
      String expected = micros(text.toString());
      assertThat(read("micros", text.toString())).as(text.toString()).isEqualTo(expected);
      good += expected.equals("wrong-type") ? 0 : 1;
    }
    assertThat(good).isBetween(5_000, 25_000);
  }

  /** By the grammar and Java's calendar; without an offset in UTC. */
  private static String micros(String text) {
    Matcher found = TIMESTAMP.matcher(text.strip());
    if (!found.matches()) {
      return "wrong-type";
    }
    try {
      LocalDateTime local =
          LocalDate.parse(found.group(1))
              .atTime(number(found.group(2)), number(found.group(3)), number(found.group(4)));
      int offset = number(found.group(7)) * 3600 + number(found.group(8)) * 60;
      boolean known = number(found.group(7)) <= 18 && number(found.group(8)) <= 59;
      long second =
          local.toEpochSecond(ZoneOffset.UTC) - ("-".equals(found.group(6)) ? -offset : offset);
      boolean inRange = local.getYear() > 0 && TimeText.isInRange(second);
      String fraction = found.group(5) == null ? "" : found.group(5);
      long micros = Long.parseLong((fraction + "000000").substring(0, 6));
      return known && inRange ? Long.toString(second * 1_000_000 + micros) : "wrong-type";
    } catch (DateTimeException e) {
      return "wrong-type";
    }
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  @Test
  void takesTimesWithoutAnOffsetInTheDatasetsZone() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    values = new TextValues(berlin);
    LocalDateTime skipped = LocalDateTime.of(2026, 3, 29, 2, 30);
    LocalDateTime twice = LocalDateTime.of(2026, 10, 25, 2, 30);
    for (LocalDateTime local : new LocalDateTime[] {skipped, twice}) {
      assertThat(read("millis", local.toString()))
          .isEqualTo(Long.toString(local.atZone(berlin).toInstant().toEpochMilli()));
    }
    assertThat(read("millis", "2026-11-22"))
        .isEqualTo(Long.toString(Instant.parse("2026-11-21T23:00:00Z").toEpochMilli()));
  }

  private String read(String name, String text) {
    ShapeField field = SHAPE.top(name).orElseThrow();
    byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
    row.clear();
    try {
      values.set(row, field, bytes, 1, bytes.length - 1);
    } catch (BadRecordException e) {
      return e.reason().code();
    }
    int slot = field.slot();
    byte[] value = new byte[row.length(slot)];
    System.arraycopy(row.bytes(), row.offset(slot), value, 0, value.length);
    return switch (field.type()) {
      case STRING -> new String(value, StandardCharsets.UTF_8);
      case BYTES -> java.util.HexFormat.of().formatHex(value);
      case LONG_DECIMAL -> new BigInteger(value).toString();
      case FLOAT -> Float.toString((float) row.floating(slot));
      case DOUBLE -> Double.toString(row.floating(slot));
      default -> Long.toString(row.number(slot));
    };
  }
}
