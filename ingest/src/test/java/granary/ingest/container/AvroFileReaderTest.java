package granary.ingest.container;

import static granary.ingest.container.AvroFiles.record;
import static granary.ingest.container.AvroFiles.schema;
import static granary.ingest.container.AvroFiles.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import granary.dataset.DatasetSchemas;
import granary.dataset.Grain;
import granary.failure.InvalidRequestException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroFileReaderTest {
  private static final Schema PAIR =
      schema("{'name':'id','type':'long'},{'name':'name','type':['null','string']}");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "snappy", "bzip2", "xz", "zstandard"})
  void readsEveryCodecAndRefusesEveryDamage(String codec) throws IOException {
    List<GenericRecord> records = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      records.add(record(PAIR, i * 1000L, i % 7 == 0 ? null : "näme " + i));
      expected.add(i * 1000L + " " + (i % 7 == 0 ? "null" : "näme " + i));
    }
    byte[] sound = written(codec, PAIR, records, 10);
    Path file = directory.resolve("a.avro");
    Files.write(file, sound);
    assertThat(AvroFiles.read(file, PAIR)).isEqualTo(expected);
    int shorter = 0;
    for (int length = 0; length < sound.length; length += 7) {
      Files.write(file, Arrays.copyOf(sound, length));
      shorter += readsOrRefuses(file) ? 1 : 0;
    }
    // A cut between two blocks leaves a sound file: behind the header and each block but the last.
    assertThat(shorter).isLessThanOrEqualTo(3);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < sound.length; i += 7) {
      byte[] damaged = sound.clone();
      damaged[i] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      readsOrRefuses(file);
    }
  }

  /** Whether the file could be read; no other failure than a refusal gets out of here. */
  private boolean readsOrRefuses(Path file) throws IOException {
    try {
      AvroFiles.read(file, PAIR);
      return true;
    } catch (InvalidRequestException e) {
      assertThat(e).hasMessageStartingWith("Cannot ingest " + file.toUri() + ": ");
      return false;
    }
  }

  @Test
  void namesTheOffsetOfDamage() throws IOException {
    byte[] sound = written("null", PAIR, List.of(record(PAIR, 1L, "a"), record(PAIR, 2L, "b")), 1);
    byte[] cut = Arrays.copyOf(sound, sound.length - 20);
    Path file = Files.write(directory.resolve("cut.avro"), cut);
    assertThatThrownBy(() -> AvroFiles.read(file, PAIR))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("damaged or end early")
        .hasMessageContaining("at byte " + (sound.length - 22));
    byte[] other = sound.clone();
    other[sound.length - 1]++;
    Files.write(file, other);
    assertThatThrownBy(() -> AvroFiles.read(file, PAIR)).hasMessageContaining("sync marker");
    Files.write(file, "id,name\n1,a\n".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> AvroFiles.read(file, PAIR))
        .hasMessageContaining("not an Avro container file");
  }

  @Test
  void matchesFieldsByNameAliasAndDefaultInAnyOrder() throws IOException {
    Schema writer =
        schema(
            "{'name':'COST__TOTAL','type':'int'},{'name':'unwanted','type':{'type':'map','values':"
                + "{'type':'array','items':'string'}}},{'name':'NAME','type':'string'},"
                + "{'name':'old','type':'float'}");
    Schema target =
        schema(
            "{'name':'name','type':['null','string']},{'name':'renamed','type':'double',"
                + "'aliases':['old']},{'name':'cost_total','type':'long'},"
                + "{'name':'absent','type':['null','int']},"
                + "{'name':'given','type':'string','default':'x'}");
    GenericRecord record = record(writer, 5, java.util.Map.of("k", List.of("v", "w")), "Ann", 0.5f);
    Path file = write("m.avro", writer, record);
    assertThat(AvroFiles.read(file, target)).containsExactly("Ann 0.5 5 null x");
    Schema needs = schema("{'name':'must','type':'int'}");
    assertThatThrownBy(() -> AvroFiles.read(file, needs))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("no field must");
    Schema foreign = schema("{'name':'absent','type':['null','int']}");
    assertThatThrownBy(() -> AvroFiles.read(file, foreign))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("none of its fields is one of the dataset's");
    Schema other = schema("{'name':'name','type':'int'}");
    assertThatThrownBy(() -> AvroFiles.read(file, other))
        .hasMessageContaining("field name is string in the file and int in the dataset");
    Schema four = schema("{'name':'f','type':{'type':'fixed','name':'F','size':4}}");
    Path fixed =
        write("f.avro", four, record(four, new GenericData.Fixed(four.getField("f").schema())));
    java.util.Map.of(
            "{'type':'fixed','name':'F','size':3}", "fixed(3)",
            "{'type':'bytes','logicalType':'decimal','precision':9,'scale':2}", "decimal(9,2)")
        .forEach(
            (type, name) ->
                assertThatThrownBy(
                        () -> AvroFiles.read(fixed, schema("{'name':'f','type':" + type + "}")))
                    .hasMessageContaining("f is fixed(4) in the file and " + name + " in the"));
  }

  @Test
  void carriesLogicalTypesInTheirOwnUnits() throws IOException {
    Schema writer =
        schema(
            "{'name':'t1','type':{'type':'long','logicalType':'timestamp-micros'}},"
                + "{'name':'t2','type':{'type':'long','logicalType':'timestamp-millis'}},"
                + "{'name':'t3','type':{'type':'long','logicalType':'local-timestamp-millis'}},"
                + "{'name':'t4','type':'long'},"
                + "{'name':'d','type':{'type':'int','logicalType':'date'}},"
                + "{'name':'m','type':{'type':'bytes','logicalType':'decimal','precision':9,"
                + "'scale':1}},"
                + "{'name':'e','type':{'type':'enum','name':'E','symbols':['A','B']}},"
                + "{'name':'u','type':{'type':'fixed','name':'U','size':16,'logicalType':'uuid'}}");
    Schema target =
        schema(
            "{'name':'t1','type':{'type':'long','logicalType':'timestamp-millis'}},"
                + "{'name':'t2','type':{'type':'long','logicalType':'timestamp-micros'}},"
                + "{'name':'t3','type':{'type':'long','logicalType':'timestamp-millis'}},"
                + "{'name':'t4','type':{'type':'long','logicalType':'timestamp-millis'}},"
                + "{'name':'d','type':{'type':'int','logicalType':'date'}},"
                + "{'name':'m','type':{'type':'bytes','logicalType':'decimal','precision':9,"
                + "'scale':2}},{'name':'e','type':'string'},{'name':'u','type':'string'}");
    GenericData.Fixed uuid =
        new GenericData.Fixed(
            writer.getField("u").schema(), "0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    Object symbol = new GenericData.EnumSymbol(writer.getField("e").schema(), "B");
    GenericRecord good = record(writer, -1L, 7L, 0L, 5L, 20_000, decimal(-123), symbol, uuid);
    GenericRecord large =
        record(writer, -1L, 7L, 0L, 5L, 20_000, decimal(999_999_999), symbol, uuid);
    Path file = write("l.avro", writer, good, large);
    List<String> read = AvroFiles.read(file, target);
    assertThat(read.get(0))
        .isEqualTo("-1 7000 -3600000 5 20000 -1230 B 30313233-3435-3637-3839-616263646566");
    assertThat(read.get(1))
        .startsWith("out-of-range: field m: 99999999.9 is beyond a decimal(9,2) {\"t1\":\"1969-12-")
        .contains("\"m\":99999999.9", "\"d\":\"2024-10-04\"", "\"e\":\"B\"");
    Schema wrong = schema("{'name':'d','type':{'type':'long','logicalType':'timestamp-millis'}}");
    assertThatThrownBy(() -> AvroFiles.read(file, wrong))
        .hasMessageContaining("field d is int (date) in the file");
  }

  @Test
  void takesWhatFitsOfAUnionAndSetsTheRestAside() throws IOException {
    Schema writer = schema("{'name':'v','type':['null','int','string','double']}");
    Schema target = schema("{'name':'v','type':'double'}");
    Path file =
        write(
            "u.avro",
            writer,
            record(writer, 3),
            record(writer, "x"),
            record(writer, 2.5),
            record(writer, (Object) null));
    List<String> read = AvroFiles.read(file, target);
    assertThat(read).hasSize(4);
    assertThat(read.get(0)).isEqualTo("3.0");
    assertThat(read.get(1)).startsWith("wrong-type: ").endsWith("{\"v\":\"x\"}");
    assertThat(read.get(2)).isEqualTo("2.5");
    assertThat(read.get(3)).startsWith("missing-value: ").endsWith("{\"v\":null}");
  }

  @Test
  void carriesWhatTheDatasetStoresInAnotherType() throws IOException {
    Schema user =
        schema(
            "{'name':'a','type':{'type':'array','items':['null','int']}},"
                + "{'name':'m','type':{'type':'map','values':'string'}},"
                + "{'name':'u','type':['null','string','long']},"
                + "{'name':'e','type':{'type':'enum','name':'E','symbols':['A','B']}},"
                + "{'name':'t','type':{'type':'int','logicalType':'time-millis'}},"
                + "{'name':'n','type':{'type':'long','logicalType':'timestamp-nanos'}},"
                + "{'name':'f','type':{'type':'fixed','name':'F','size':2}}");
    Schema stored = stored(user);
    Object symbol = new GenericData.EnumSymbol(user.getField("e").schema(), "B");
    GenericData.Fixed fixed = new GenericData.Fixed(user.getField("f").schema(), new byte[] {1, 2});
    List<Integer> items = new ArrayList<>(Arrays.asList(1, null, 3));
    Path file =
        write(
            "s.avro",
            user,
            record(user, items, java.util.Map.of("k", "v"), "x", symbol, 5, 7000L, fixed),
            record(user, List.of(), java.util.Map.of(), 9L, symbol, 5, 7000L, fixed),
            record(user, List.of(), java.util.Map.of(), null, symbol, 5, 7001L, fixed));
    List<String> read = AvroFiles.read(file, stored);
    assertThat(read.get(0)).isEqualTo("06020200020600 02026b027600 x null B 5000 7 0102");
    assertThat(read.get(1)).isEqualTo("00 00 null 9 B 5000 7 0102");
    assertThat(read.get(2)).startsWith("inexact: ").contains("\"t\":\"00:00:00.005\"");
  }

  @Test
  void takesTheDefaultOfAnEnumForSymbolsThatItDoesNotHave() throws IOException {
    String written = "{'type':'enum','name':'E','symbols':['A','B','NEW']}";
    String known = "{'type':'enum','name':'E','symbols':['A','B','X'],'default':'X'}";
    String fields =
        "{'name':'e','type':E},{'name':'n','type':['null','E']},"
            + "{'name':'u','type':['long','E','string']},"
            + "{'name':'a','type':{'type':'array','items':'E'}},"
            + "{'name':'m','type':{'type':'map','values':['null','E']}},"
            + "{'name':'r','type':{'type':'record','name':'I','fields':[{'name':'e','type':'E'}]}}";
    Schema writer = schema(fields.replaceFirst("E", written));
    Object other = new GenericData.EnumSymbol(writer.getField("e").schema(), "NEW");
    Object own = new GenericData.EnumSymbol(writer.getField("e").schema(), "B");
    Schema inner = writer.getField("r").schema();
    GenericRecord record =
        record(
            writer,
            other,
            other,
            other,
            List.of(own, other),
            java.util.Map.of("k", other),
            record(inner, other));
    Path file = write("enum.avro", writer, record);
    assertThat(AvroFiles.read(file, stored(schema(fields.replaceFirst("E", known)))))
        .containsExactly("X X null X null 040242025800 02026b02025800 X");
    String strict = known.replace(",'default':'X'", "");
    assertThat(AvroFiles.read(file, stored(schema(fields.replaceFirst("E", strict)))).get(0))
        .startsWith("wrong-type: field e: a value NEW is none of its enum")
        .contains("\"e\":\"NEW\"");
    Schema text = schema("{'name':'e','type':'string'}");
    Path strings = write("text.avro", text, record(text, "NEW"));
    assertThat(AvroFiles.read(strings, stored(schema("{'name':'e','type':" + known + "}"))).get(0))
        .startsWith("wrong-type: field e: a value NEW is none of its enum");
  }

  private static Schema stored(Schema user) {
    Dataset dataset =
        new Dataset(new DatasetName("d"), user, Optional.empty(), Grain.NONE, ZoneOffset.UTC);
    return DatasetSchemas.fileSchema(dataset, DatasetSchemas.tableSchema(dataset));
  }

  @Test
  void readsNestedRecordsAndPassesOverRecursiveOnes() throws IOException {
    Schema writer =
        schema(
            "{'name':'list','type':{'type':'record','name':'L','fields':["
                + "{'name':'next','type':['null','L']}]}},"
                + "{'name':'in','type':['null',{'type':'record','name':'I','fields':["
                + "{'name':'b','type':'bytes'},{'name':'a','type':'int'}]}]}");
    Schema target =
        schema(
            "{'name':'in','type':['null',{'type':'record','name':'J','fields':["
                + "{'name':'a','type':'long'},{'name':'b','type':['null','string']}]}]}");
    Schema list = writer.getField("list").schema();
    GenericRecord chain = record(list, (Object) null);
    for (int i = 0; i < 100; i++) {
      chain = record(list, chain);
    }
    GenericRecord in =
        record(
            writer.getField("in").schema().getTypes().get(1),
            ByteBuffer.wrap("ü".getBytes(StandardCharsets.UTF_8)),
            4);
    Path file = write("n.avro", writer, record(writer, chain, in), record(writer, chain, null));
    assertThat(AvroFiles.read(file, target)).containsExactly("4 ü", "null");
    for (int i = 0; i < BinaryCursor.MAX_DEPTH; i++) {
      chain = record(list, chain);
    }
    Path deep = write("deep.avro", writer, record(writer, chain, null));
    assertThatThrownBy(() -> AvroFiles.read(deep, target)).hasMessageContaining("nested deeper");
  }

  @Test
  void boundsRecordsAndBlocks() throws IOException {
    Path file = write("b.avro", PAIR, record(PAIR, 1L, "x".repeat(5000)), record(PAIR, 2L, "y"));
    List<String> read = AvroFiles.read(file, PAIR, 4096);
    assertThat(read.get(0)).startsWith("too-long: ").contains("xxx");
    assertThat(read.get(1)).isEqualTo("2 y");
    Path bomb =
        Files.write(
            directory.resolve("bomb.avro"),
            written("deflate", PAIR, List.of(record(PAIR, 1L, "x".repeat(9 << 20))), 1));
    assertThatThrownBy(() -> AvroFiles.read(bomb, PAIR, 4096))
        .hasMessageContaining("larger than 4194304 bytes")
        .hasMessageContaining("ingest.max-record-bytes");
  }

  @Test
  void readsOrRefusesEveryFileOfAvrosOwnTests() throws IOException {
    Path shared = SharedData.directory("avro");
    Schema weather =
        schema(
            "{'name':'station','type':'string'},{'name':'time','type':'long'},"
                + "{'name':'temp','type':'int'}");
    List<String> plain = AvroFiles.read(shared.resolve("weather.avro"), weather);
    assertThat(plain).hasSize(5).contains("011990-99999 -619524000000 0");
    for (String codec : List.of("deflate", "snappy", "zstd")) {
      assertThat(AvroFiles.read(shared.resolve("weather-" + codec + ".avro"), weather))
          .containsExactlyInAnyOrderElementsOf(plain);
    }
    assertThat(AvroFiles.read(shared.resolve("weather-sorted.avro"), weather))
        .containsExactlyInAnyOrderElementsOf(plain);
    Schema text = schema("{'name':'text','type':'string'}");
    assertThat(AvroFiles.read(shared.resolve("simple.avro"), text)).contains("bonjour");
    for (String bad : List.of("truncated.avro", "bad-union-discriminant.avro")) {
      assertThatThrownBy(() -> AvroFiles.read(shared.resolve(bad), text))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining(bad);
    }
    assertThatThrownBy(() -> AvroFiles.read(shared.resolve("test.avro12"), text))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("not an Avro container file of version 1");
    Path marked = shared.resolve("syncInMeta.avro");
    try (DataFileReader<GenericRecord> own =
        new DataFileReader<>(marked.toFile(), new GenericDatumReader<>())) {
      Schema known = own.getSchema();
      Schema.Field first = known.getFields().get(0);
      List<String> values = new ArrayList<>();
      own.forEach(found -> values.add(String.valueOf(found.get(0))));
      Schema target = schema("{'name':'" + first.name() + "','type':" + first.schema() + "}");
      assertThat(AvroFiles.read(marked, target)).isEqualTo(values).isNotEmpty();
    }
  }

  private static ByteBuffer decimal(long unscaled) {
    return ByteBuffer.wrap(BigInteger.valueOf(unscaled).toByteArray());
  }

  private Path write(String name, Schema schema, GenericRecord... records) throws IOException {
    return Files.write(
        directory.resolve(name), written("zstandard", schema, List.of(records), 100));
  }
}
