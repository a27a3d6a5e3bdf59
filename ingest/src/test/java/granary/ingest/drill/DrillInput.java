package granary.ingest.drill;

import granary.ingest.input.InputFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** The inputs that a drill may have: each is made for a length, however large. */
enum DrillInput {
  /** Sound CSV. */
  CSV(InputFormat.CSV) {
    @Override
    MadeBytes make(long bytes) {
      byte[] rows = text(1000, i -> i + "," + day(i % 3) + ",some text of row " + i + "\n");
      return new MadeBytes().add(HEADER).add(rows, bytes / rows.length + 1);
    }
  },
  /** Sound lines of JSON. */
  JSON_LINES(InputFormat.JSONL) {
    @Override
    MadeBytes make(long bytes) {
      byte[] rows = text(1000, i -> object(i, "some text of row " + i) + "\n");
      return new MadeBytes().add(rows, bytes / rows.length + 1);
    }
  },
  /** Sound CSV, packed to almost nothing. */
  PACKED_CSV(InputFormat.CSV) {
    @Override
    MadeBytes make(long bytes) throws IOException {
      byte[] rows = text(10_000, i -> "1," + day(0) + ",text\n");
      return new MadeBytes()
          .add(gzip(HEADER.getBytes(StandardCharsets.UTF_8)), 1)
          .add(gzip(rows), bytes / rows.length + 1);
    }
  },
  /** One cell of the length between two sound rows. */
  CSV_CELL(InputFormat.CSV) {
    @Override
    MadeBytes make(long bytes) {
      return around(HEADER + row(1) + "2," + day(0) + ",\"", "\"\n" + row(3), bytes);
    }
  },
  /** One string of the length between two sound lines. */
  JSON_STRING(InputFormat.JSONL) {
    @Override
    MadeBytes make(long bytes) {
      return around(object(1, "a") + "\n{\"id\":2,\"text\":\"", "\"}\n" + object(3, "c"), bytes);
    }
  },
  /** One element of the length between two sound ones. */
  JSON_ELEMENT(InputFormat.JSON) {
    @Override
    MadeBytes make(long bytes) {
      return around(
          "[" + object(1, "a") + ",{\"id\":2,\"text\":\"", "\"}," + object(3, "c") + "]", bytes);
    }
  },
  /** No line end at all behind the first row. */
  CSV_WITHOUT_LINES(InputFormat.CSV) {
    @Override
    MadeBytes make(long bytes) {
      return around(HEADER + row(1), "", bytes);
    }
  },
  /** No line end at all behind the first object. */
  JSON_WITHOUT_LINES(InputFormat.JSONL) {
    @Override
    MadeBytes make(long bytes) {
      return around(object(1, "a") + "\n", "", bytes);
    }
  },
  /** A sound Avro block, then one with a string of the length. */
  AVRO_STRING(InputFormat.AVRO) {
    @Override
    MadeBytes make(long bytes) throws IOException {
      byte[] begin = record(2, bytes);
      return new MadeBytes()
          .add(avroHeader(), 1)
          .add(block(1, record(1, 0), 0), 1)
          .add(block(1, begin, bytes), 1)
          .fill('x', bytes)
          .add(SYNC, 1)
          .add(block(1, record(3, 0), 0), 1);
    }
  },
  /** An Avro block whose head claims the length, and that is not there. */
  AVRO_CLAIM(InputFormat.AVRO) {
    @Override
    MadeBytes make(long bytes) throws IOException {
      return new MadeBytes().add(avroHeader(), 1).add(block(1, record(1, bytes), bytes), 1);
    }
  },
  /** Rows of ten thousand days, one a day, again and again. */
  MANY_DAYS(InputFormat.CSV) {
    @Override
    MadeBytes make(long bytes) {
      byte[] rows = text(DAYS, i -> i + "," + day(i) + ",some text of row " + i + "\n");
      return new MadeBytes().add(HEADER).add(rows, bytes / rows.length + 1);
    }
  };

  static final int DAYS = 10_000;

  /** The schema of all of them, as the ledger has it. */
  static final String SCHEMA =
      """
      {"type":"record","name":"r","fields":[
       {"name":"id","type":"long","field-id":1},
       {"name":"at","type":["null",{"type":"int","logicalType":"date"}],"default":null,"field-id":2},
       {"name":"text","type":["null","string"],"default":null,"field-id":3}]}
      """;

  private static final String HEADER = "id,at,text\n";
  private static final byte[] SYNC = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  private final InputFormat format;

  DrillInput(InputFormat format) {
    this.format = format;
  }

  InputFormat format() {
    return format;
  }

  /** About so many bytes of it. */
  abstract MadeBytes make(long bytes) throws IOException;

  private interface Line {
    String at(int number);
  }

  private static byte[] text(int lines, Line line) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(line.at(i));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String day(int number) {
    return LocalDate.of(2000, 1, 1).plusDays(number).toString();
  }

  private static String row(int id) {
    return id + "," + day(0) + ",text\n";
  }

  private static String object(int id, String text) {
    return "{\"id\":" + id + ",\"at\":\"" + day(id % 3) + "\",\"text\":\"" + text + "\"}";
  }

  private static MadeBytes around(String before, String behind, long bytes) {
    return new MadeBytes().add(before).fill('x', bytes).add(behind);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private interface Encoding {
    void to(BinaryEncoder encoder) throws IOException;
  }

  private static byte[] encoded(Encoding encoding) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    encoding.to(encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static byte[] avroHeader() throws IOException {
    return encoded(
        encoder -> {
          encoder.writeFixed(new byte[] {'O', 'b', 'j', 1});
          encoder.writeMapStart();
          encoder.setItemCount(1);
          encoder.startItem();
          encoder.writeString("avro.schema");
          encoder.writeBytes(SCHEMA.getBytes(StandardCharsets.UTF_8));
          encoder.writeMapEnd();
          encoder.writeFixed(SYNC);
        });
  }

  /** A record whose text is of the length, and comes behind it. */
  private static byte[] record(long id, long textBytes) throws IOException {
    return encoded(
        encoder -> {
          encoder.writeLong(id);
          encoder.writeIndex(1);
          encoder.writeInt(10_000);
          encoder.writeIndex(1);
          encoder.writeLong(textBytes);
        });
  }

  /** A block, without its end where more of it follows. */
  private static byte[] block(long count, byte[] records, long more) throws IOException {
    return encoded(
        encoder -> {
          encoder.writeLong(count);
          encoder.writeLong(records.length + more);
          encoder.writeFixed(records);
          if (more == 0) {
            encoder.writeFixed(SYNC);
          }
        });
  }
}
