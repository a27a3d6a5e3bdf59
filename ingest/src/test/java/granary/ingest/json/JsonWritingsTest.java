package granary.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;

import granary.ingest.input.InputFormat;
import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.RowBuffer;
import granary.ingest.record.RowEncoder;
import granary.ingest.record.TextValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/**
 * Records however they are written: blanks, escapes, numbers in every form, keys in other orders,
 * bytes that were changed; at any place of the window, which is hardly longer than a record.
 */
class JsonWritingsTest {
  private static final RecordShape SHAPE =
      RecordShape.of(
          new Schema.Parser()
              .parse(
                  """
                  {"type":"record","name":"r","fields":[
                   {"name":"s","type":["null","string"]},
                   {"name":"l","type":["null","long"]},
                   {"name":"i_1","type":["null","int"]},
                   {"name":"double","type":["null","double"]},
                   {"name":"f","type":["float","null"]},
                   {"name":"amount",
                    "type":["null",{"type":"bytes","logicalType":"decimal","precision":12,"scale":2}]},
                   {"name":"happened_at",
                    "type":["null",{"type":"long","logicalType":"timestamp-micros"}]},
                   {"name":"flag","type":["null","boolean"]},
                   {"name":"a_name_of_three_words","type":["null","string"]},
                   {"name":"o","type":["null",{"type":"record","name":"q","fields":[
                     {"name":"x","type":"long"},{"name":"y","type":["null","string"]},
                     {"name":"inner","type":["null",{"type":"record","name":"p","fields":[
                       {"name":"z","type":["null","string"]}]}]}]}]}]}
                  """));
  private static final String BYTES = "{}[]\",:\\\\un0123456789.eE+-tfa \t\0\u001f\u007fé€😀\r";
  private static final List<String> PIECES =
      List.of(
          "a", "Zz", " ", "'", "/", ":", ",", "}", "{\"", "\\", "\"", "\n", "\t", "\0", "é", "€");
  private static final List<String> NUMBERS =
      List.of(
          "0", "-0", "1.5", "12", "-7.25", "1e3", "1.0E+2", "120e-1", "0.1", "9007199254740993");
  private static final List<String> LARGE_NUMBERS =
      List.of(
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "2147483648",
          "1234567890123456789012345678901234567890",
          "0.000000000000000000000000000001",
          "1.7976931348623157e308",
          "1e309",
          "4.9e-324",
          "1e-400",
          "3.4028236e38",
          "123456789.123456789");

  private Random random = new Random();

  @Test
  void readsEveryWritingAsAPlainReaderDoes() throws IOException {
    assertReadsAsAPlainReaderDoes(1, 0);
  }

  @Test
  void readsChangedBytesAsAPlainReaderDoes() throws IOException {
    assertReadsAsAPlainReaderDoes(2, 50);
  }

  private void assertReadsAsAPlainReaderDoes(long seed, int changedPercent) throws IOException {
    PlainJson plain = new PlainJson(SHAPE);
    long good = 0;
    long bad = 0;
    for (int file = 0; file < 40; file++) {
      random = new Random(seed * 1000 + file);
      List<byte[]> records = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        byte[] record = record().getBytes(StandardCharsets.UTF_8);
        records.add(random.nextInt(100) < changedPercent ? changed(record) : record);
      }
      List<String> found = read(records);
      assertThat(found).hasSameSizeAs(records);
      for (int i = 0; i < found.size(); i++) {
        String expected = plain.read(records.get(i)).map(JsonWritingsTest::encoded).orElse("bad");
        assertThat(found.get(i))
            .as("file %d, %s", file, new String(records.get(i), StandardCharsets.UTF_8))
            .isEqualTo(expected);
        good += expected.equals("bad") ? 0 : 1;
        bad += expected.equals("bad") ? 1 : 0;
      }
    }
    assertThat(good).isGreaterThan(1500);
    assertThat(bad).isGreaterThan(200);
  }

  private List<String> read(List<byte[]> records) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int longest = 0;
    for (byte[] record : records) {
      longest = Math.max(longest, record.length + 2);
      text.writeBytes(record);
      text.writeBytes((random.nextInt(10) == 0 ? "\r\n" : "\n").getBytes(StandardCharsets.UTF_8));
    }
    ByteArrayInputStream in = new ByteArrayInputStream(text.toByteArray());
    TextWindow window =
        new TextWindow(
            (target, offset, length) ->
                in.read(target, offset, Math.min(length, 1 + random.nextInt(300))),
            longest + random.nextInt(20));
    JsonReader reader =
        JsonReader.over("file", window, InputFormat.JSONL, SHAPE, new TextValues(ZoneOffset.UTC));
    Row row = SHAPE.newRow();
    List<String> rows = new ArrayList<>();
    while (true) {
      try {
        if (!reader.next(row)) {
          return rows;
        }
        rows.add(encoded(row));
      } catch (BadRecordException e) {
        rows.add("bad");
      }
    }
  }

  private static String encoded(Row row) {
    RowBuffer buffer = new RowBuffer();
    new RowEncoder(SHAPE).encode(row, buffer);
    return HexFormat.of().formatHex(buffer.bytes(), 0, buffer.size());
  }

  private String record() {
    boolean usual = random.nextInt(3) > 0;
    List<String> members = new ArrayList<>();
    add(members, usual, "s", text());
    add(members, usual, "l", number());
    add(members, usual, "i_1", number());
    add(members, usual, "double", number());
    add(members, usual, "f", number());
    add(members, usual, "amount", number());
    add(members, usual, "happened_at", time());
    add(members, usual, "flag", random.nextBoolean() ? "true" : "false");
    add(members, usual, "a_name_of_three_words", text());
    add(members, usual, "o", nested(usual));
    add(members, usual, "unknown", anything());
    if (random.nextInt(5) == 0) {
      Collections.shuffle(members, random);
    }
    return object(members);
  }

  private String nested(boolean usual) {
    List<String> members = new ArrayList<>();
    add(members, true, "x", Integer.toString(random.nextInt()));
    add(members, usual, "y", text());
    add(members, usual, "inner", object(List.of(written("z") + blank() + ":" + text())));
    return object(members);
  }

  private String object(List<String> members) {
    return blank() + "{" + String.join(",", members) + blank() + "}" + blank();
  }

  private void add(List<String> members, boolean usual, String key, String value) {
    if (!usual && random.nextInt(8) == 0) {
      return;
    }
    boolean plain = usual || random.nextBoolean();
    String name = plain ? '"' + key + '"' : written(random.nextBoolean() ? key : " " + key);
    String member = blank() + name + (plain ? "" : blank()) + ":" + blank();
    members.add(member + (random.nextInt(10) == 0 ? "null" : value) + blank());
    if (!usual && random.nextInt(20) == 0) {
      members.add(member + value);
    }
  }

  private String blank() {
    return switch (random.nextInt(20)) {
      case 0 -> " ";
      case 1 -> "\t \r ";
      default -> "";
    };
  }

  private String anything() {
    return switch (random.nextInt(4)) {
      case 0 -> "[" + number() + ", {\"a\":" + text() + "}, []]";
      case 1 -> "{}";
      case 2 -> number();
      default -> text();
    };
  }

  private String text() {
    if (random.nextInt(10) == 0) {
      return anything();
    }
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(random.nextInt(5) == 0 ? 60 : 12); left > 0; left--) {
      boolean letter = random.nextInt(6) > 0;
      text.append(letter ? PIECES.get(0) : PIECES.get(random.nextInt(PIECES.size())));
      text.append(random.nextInt(60) == 0 ? "😀" : "");
    }
    return written(text.toString());
  }

  /** A string, its characters as they are or by one of the escapes for them. */
  private String written(String text) {
    boolean escape = random.nextInt(4) == 0;
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      Optional<String> letter =
          Optional.ofNullable(
              Map.of('"', "\\\"", '\\', "\\\\", '/', "\\/", '\n', "\\n", '\t', "\\t").get(next));
      if (letter.isPresent() && (next != '/' || escape)) {
        out.append(letter.get());
      } else if (next < ' ' || (escape && random.nextInt(4) == 0)) {
        out.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) next));
      } else {
        out.append(next);
      }
    }
    return out.append('"').toString();
  }

  private String number() {
    String number =
        switch (random.nextInt(12)) {
          case 0 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
          case 1 -> LARGE_NUMBERS.get(random.nextInt(LARGE_NUMBERS.size()));
          case 2 -> Double.toString(random.nextGaussian() * 1000);
          case 3 -> Long.toString(random.nextLong() >> random.nextInt(64));
          default -> Integer.toString(random.nextInt(1000) - 100);
        };
    return random.nextInt(10) == 0 ? '"' + number + '"' : number;
  }

  private String time() {
    long micros = random.nextLong() % 4_000_000_000_000_000L;
    Instant time = Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
    String text = time.toString();
    return switch (random.nextInt(6)) {
      case 0 -> Long.toString(micros);
      case 1 -> '"' + text.replace('T', ' ').replace("Z", "") + '"';
      case 2 -> '"' + text.replace("Z", "+05:30") + '"';
      case 3 -> '"' + text.substring(0, 10) + '"';
      default -> '"' + text + '"';
    };
  }

  private byte[] changed(byte[] record) {
    byte[] pool = BYTES.getBytes(StandardCharsets.UTF_8);
    byte[] changed = record;
    for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
      int at = random.nextInt(changed.length);
      int inserted = random.nextInt(3) == 0 ? 1 : 0;
      int removed = inserted == 1 ? random.nextInt(2) : random.nextInt(3);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(changed, 0, at);
      if (inserted == 1) {
        out.write(pool[random.nextInt(pool.length)]);
      }
      int rest = Math.min(changed.length, at + removed);
      out.write(changed, rest, changed.length - rest);
      changed = out.toByteArray();
    }
    return changed;
  }
}
