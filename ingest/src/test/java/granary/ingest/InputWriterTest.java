package granary.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.commit.CommitId;
import granary.commit.StagedFile;
import granary.dataset.Grain;
import granary.dataset.SourceName;
import granary.dataset.TimeField;
import granary.failure.InvalidRequestException;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputListing;
import granary.ingest.input.InputPart;
import granary.ingest.input.ReadPart;
import granary.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputWriterTest {
  private static final String SCHEMA =
      """
      {"type":"record","name":"r","fields":[
       {"name":"id","type":"long","field-id":1},
       {"name":"at","type":["null",{"type":"long","logicalType":"timestamp-millis"}],"field-id":2}]}
      """;

  @TempDir Path directory;

  @Test
  void sortsRecordsIntoTheDaysOfTheDatasetsZone() throws Exception {
    Path csv = file("a.csv", "id,at\n1,2026-11-22T22:59:59Z\n2,2026-11-22T23:00:00Z\n3,\nx,\n");
    WriteResult result = write(Long.MAX_VALUE, csv.toString());
    assertThat(result.files())
        .extracting(file -> file.partition().period().day().toString())
        .containsExactly("2026-11-22", "2026-11-23");
    assertThat(result.rowsRead()).isEqualTo(4);
    assertThat(result.rowsWritten()).isEqualTo(2);
    assertThat(result.badRecords()).isEqualTo(Map.of("no-time", 1L, "wrong-type", 1L));
    assertThat(read(result)).hasSize(2);
    String quarantined = Files.readString(Path.of(URI.create(result.quarantineFiles().get(0))));
    assertThat(quarantined.lines())
        .hasSize(2)
        .first()
        .asString()
        .contains(
            "\"line\":4",
            "\"format\":\"csv\",\"header\":\"id,at\"",
            "\"reason\":\"no-time\"",
            "\"record\":\"3,\"",
            "a.csv");
    assertThat(Files.readString(Path.of(URI.create(result.quarantineFiles().get(1)))))
        .isEqualTo("3,\nx,\n");
    assertThat(result.inputs().get(0).digest())
        .isEqualTo(
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(csv))));
  }

  @Test
  void readsALocalFileThatHadoopWroteAndAUserEdited() throws IOException {
    Path csv = directory.resolve("edited.csv");
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(csv.toUri());
    try (OutputStream out = path.getFileSystem(new Configuration()).create(path)) {
      out.write("id,at\nx,2026-11-22\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(directory.resolve(".edited.csv.crc")).exists();
    Files.writeString(csv, "id,at\n1,2026-11-22\n");
    assertThat(write(0, csv.toString()).rowsWritten()).isEqualTo(1);
  }

  @Test
  void readsSeveralGzipMembersWhateverTheFileIsCalled() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int member = 0; member < 3; member++) {
      try (OutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(
            ("{\"id\":" + member + ",\"at\":1763800000000}\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    Path file = directory.resolve("members.jsonl");
    Files.write(file, bytes.toByteArray());
    assertThat(write(0, file.toString()).rowsWritten()).isEqualTo(3);
    Files.write(file, java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() - 9));
    assertThatThrownBy(() -> write(0, file.toString()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("damaged or end early");
  }

  @Test
  void failsAtMoreBadRecordsThanAllowed() throws IOException {
    Path csv = file("b.csv", "id,at\nx,\n1,2026-11-22\n");
    assertThatThrownBy(() -> write(0, csv.toString()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("line 2: field id: 'x' is not a long (wrong-type)");
    assertThat(write(1, csv.toString()).rowsWritten()).isEqualTo(1);
  }

  /** Whatever is written to {@code /dev/full} finds no space left. */
  @Test
  void aFullLocalDiskIsNamedAndLeavesNothingVisible() throws IOException {
    String csv = file("d.csv", "id,at\n1,2026-11-22\n2,2026-11-23\n").toString();
    Path full = Files.createTempDirectory(directory, "full");
    Files.createSymbolicLink(full.resolve("blocks-1"), Path.of("/dev/full"));

    assertThatThrownBy(() -> write(0, csv, Map.of(), full))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left on device");

    try (Stream<Path> files = Files.walk(directory.resolve("type=t"))) {
      assertThat(files.filter(Files::isRegularFile))
          .allMatch(file -> file.toString().contains("/_staging/"));
    }
    assertThat(write(0, csv).rowsWritten()).isEqualTo(2);
  }

  @Test
  void writesTheCodecThatIsSetAndZstandardOtherwise() throws IOException {
    String csv = file("c.csv", "id,at\n1,2026-11-22\n2,2026-11-22\n").toString();
    assertThat(codec(write(0, csv))).isEqualTo("zstandard");
    for (String codec : List.of("zstandard", "snappy", "deflate", "null")) {
      WriteResult result = write(0, csv, Map.of("ingest.codec", codec));
      assertThat(codec(result)).isEqualTo(codec);
      assertThat(read(result)).extracting(record -> record.get("id")).containsExactly(1L, 2L);
    }
    assertThat(codec(write(0, csv, Map.of("ingest.codec", "uncompressed")))).isEqualTo("null");
    assertThatThrownBy(() -> write(0, csv, Map.of("ingest.codec", "lzo")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("ingest.codec")
        .hasMessageContaining("lzo")
        .hasMessageContaining("zstandard, snappy, deflate and uncompressed");
  }

  @Test
  void closesFilesNearTheTargetSize() throws IOException {
    StringBuilder text = new StringBuilder("id,at\n");
    for (int i = 0; i < 100_000; i++) {
      text.append(i * 7_777_777_777L).append(",2026-11-22\n");
    }
    String csv = file("d.csv", text.toString()).toString();
    long target = 256 << 10;
    long block = 16 << 10;
    WriteResult result =
        write(
            0,
            csv,
            Map.of(
                "ingest.target-file-size", "256KiB",
                "ingest.block-size", "16KiB",
                "ingest.codec", "uncompressed"));
    List<Long> lengths = result.files().stream().map(StagedFile::bytes).toList();
    assertThat(lengths).hasSizeGreaterThan(3);
    assertThat(lengths.subList(0, lengths.size() - 1))
        .allSatisfy(length -> assertThat(length).isBetween(target, target + 2 * block));
    assertThat(lengths.get(lengths.size() - 1)).isLessThan(target + 2 * block);
    assertThat(result.rowsWritten()).isEqualTo(100_000);
    assertThat(write(0, csv).files()).hasSize(1);
  }

  @Test
  void findsFilesGlobsAndDirectoriesOnce() throws IOException {
    Files.createDirectories(directory.resolve("in/deep/_hidden"));
    file("in/a.csv", "id\n");
    file("in/deep/b.jsonl", "");
    file("in/deep/_c.csv", "id\n");
    file("in/deep/_hidden/d.csv", "id\n");
    assertThat(names("in")).containsExactly("in/a.csv", "in/deep/b.jsonl");
    assertThat(names("in/*.csv", "in/a.csv", "in")).containsExactly("in/a.csv", "in/deep/b.jsonl");
    assertThat(names("in/deep/_c.csv")).containsExactly("in/deep/_c.csv");
    assertThat(names("in/{a,x}.csv")).containsExactly("in/a.csv");
    file("in/we[i]rd é%20.csv", "id\n");
    assertThat(names("in/we[i]rd é%20.csv")).containsExactly("in/we[i]rd é%20.csv");
    Files.createDirectories(directory.resolve("colon"));
    file("colon/a:b.csv", "id\n");
    assertThat(names("colon/a:b.csv")).containsExactly("colon/a:b.csv");
    assertThat(names("colon")).containsExactly("colon/a:b.csv");
    assertThatThrownBy(() -> names("colon/*"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("name the files themselves");
    assertThatThrownBy(() -> names("in/nothing*"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("tried");
    file("in/x.dat", "");
    assertThatThrownBy(() -> names("in/x.dat"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("--format");
  }

  @Test
  void saysOfAPartWithUncertainBeginningWhyItWasNotReadToItsEnd() throws IOException {
    file("p.csv", "id,at\n" + "1,2026-11-22\n".repeat(20) + "x,\n" + "1,2026-11-22\n".repeat(20));
    file("q.csv", "id,at\nx,2026-11-22\n");
    InputFile file = listed("p.csv");
    InputPart first = new InputPart(file, 0, 100);
    InputPart second = new InputPart(file, 100, file.length());
    List<InputPart> parts = List.of(first, second, InputPart.whole(listed("q.csv")));
    WriteResult result = write(0, parts, Map.of(), Files.createTempDirectory(directory, "local"));
    assertThat(result.parts()).extracting(ReadPart::from).containsExactly(0L, 110L);
    assertThat(result.parts()).extracting(ReadPart::to).containsExactly(110L, -1L);
    assertThat(result.parts().get(1).fault().orElseThrow())
        .contains("p.csv: more than 0 records are bad; at byte 266");
    assertThat(result.rowsQuarantined()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                write(
                    0,
                    List.of(InputPart.whole(file)),
                    Map.of(),
                    Files.createTempDirectory(directory, "local")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("more than 0 records are bad");
  }

  private InputFile listed(String name) {
    return new InputListing(new Configuration(false), directory)
        .files(List.of(name), Optional.empty())
        .get(0);
  }

  @Test
  void exportsTheLineThatNamesTheDelimiterWithTheHeader() throws IOException {
    file("a.csv", "sep=;\nid;at\nx;2026-11-22\n");
    WriteResult result = write(10, "a.csv");
    assertThat(Files.readString(Path.of(URI.create(result.quarantineFiles().get(0)))))
        .contains("\"line\":3", "\"header\":\"sep=;\\nid;at\"", "\"record\":\"x;2026-11-22\"");
  }

  @Test
  void saysWhichFilesHaveCellsThatLookLikeRecords() throws IOException {
    file("d.csv", "id,at,u\n1,2026-11-22,\"x\n" + "2,2026-11-22,y\n".repeat(20) + "\"\n");
    WriteResult result = write(0, "d.csv");
    assertThat(result.rowsWritten()).isEqualTo(1);
    assertThat(result.doubts())
        .singleElement()
        .asString()
        .contains("/d.csv: quoted cells of one record hold 22 lines");
  }

  @Test
  void callsBadRecordsCutByTabsSo() throws IOException {
    file("a.tsv.gz", "id\tat\nx\t2026-11-22\n");
    WriteResult result = write(10, "a.tsv.gz");
    assertThat(Files.readString(Path.of(URI.create(result.quarantineFiles().get(0)))))
        .contains("\"format\":\"tsv\"", "\"header\":\"id\\tat\"");
  }

  private List<String> names(String... inputs) {
    return new InputListing(new Configuration(false), directory)
        .files(List.of(inputs), Optional.empty()).stream()
            .map(file -> file.path().replace("file:" + directory + "/", ""))
            .toList();
  }

  private Path file(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    return Files.writeString(file, text);
  }

  private WriteResult write(long maxBad, String input) throws IOException {
    return write(maxBad, input, Map.of());
  }

  private WriteResult write(long maxBad, String input, Map<String, String> values)
      throws IOException {
    return write(maxBad, input, values, Files.createTempDirectory(directory, "local"));
  }

  private WriteResult write(long maxBad, String input, Map<String, String> values, Path local)
      throws IOException {
    List<InputPart> files =
        new InputListing(new Configuration(false), directory)
            .files(List.of(input), Optional.empty()).stream().map(InputPart::whole).toList();
    return write(maxBad, files, values, local);
  }

  private WriteResult write(
      long maxBad, List<InputPart> parts, Map<String, String> values, Path local)
      throws IOException {
    Configuration hadoop = new Configuration(false);
    WriteOrder order =
        new WriteOrder(
            directory.resolve("type=t").toUri().toString(),
            SCHEMA,
            Optional.of(new TimeField("at", Optional.empty())),
            Grain.DAY,
            "Europe/Berlin",
            new SourceName("s"),
            CommitId.random(),
            "r1",
            TextOptions.DEFAULT,
            maxBad);
    IngestSettings settings = IngestSettings.from(Settings.received(values));
    try (InputWriter writer =
        new InputWriter(
            order, settings, hadoop, new WritePlace(local, "c-0"), (records, bytes) -> {})) {
      for (InputPart part : parts) {
        writer.write(part);
      }
      return writer.finish();
    }
  }

  private static String codec(WriteResult result) throws IOException {
    Path file = Path.of(URI.create(result.files().get(0).stagedPath()));
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
      return reader.getMetaString("avro.codec");
    }
  }

  private static List<GenericRecord> read(WriteResult result) throws IOException {
    List<GenericRecord> records = new java.util.ArrayList<>();
    for (StagedFile file : result.files()) {
      try (DataFileReader<GenericRecord> reader =
          new DataFileReader<>(
              Path.of(URI.create(file.stagedPath())).toFile(), new GenericDatumReader<>())) {
        reader.forEach(records::add);
      }
    }
    return records;
  }
}
