package granary.ingest.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import granary.failure.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InputContentTest {
  private static final Configuration HADOOP = new Configuration(false);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"gz", "zst", "bz2"})
  void unpacksAllMembersAndTakesTheDigestOfWhatIsStored(String ending) throws Exception {
    byte[] packed = packed(ending, "one\n", "", "two\n", "x".repeat(200_000) + "\n");
    Path file = Files.write(directory.resolve("any.name"), packed);
    assertThat(text(file)).isEqualTo("one\ntwo\n" + "x".repeat(200_000) + "\n");
    assertThat(InputContent.digest(file(file), "4m:", HADOOP))
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(packed)));
  }

  @ParameterizedTest
  @CsvSource({"gz,gzip", "zst,zstandard", "bz2,bzip2"})
  void refusesEveryCutAndAnythingBehindTheEnd(String ending, String word) throws IOException {
    byte[] first = packed(ending, "one\n");
    byte[] packed = packed(ending, "one\n", "two\n");
    Path file = directory.resolve("x.csv." + ending);
    for (int length = 0; length < packed.length; length++) {
      Files.write(file, Arrays.copyOf(packed, length));
      if (length == first.length) {
        assertThat(text(file)).isEqualTo("one\n");
      } else {
        assertThatThrownBy(() -> text(file))
            .as("%d bytes", length)
            .isInstanceOf(InvalidRequestException.class)
            .hasMessageContaining(
                file.toUri() + ": its " + word + " data are damaged or end early");
      }
    }
    byte[] garbage = Arrays.copyOf(packed, packed.length + 5);
    Arrays.fill(garbage, packed.length, garbage.length, (byte) 'G');
    Files.write(file, garbage);
    assertThatThrownBy(() -> text(file))
        .hasMessageContaining("damaged or end early")
        .hasMessageNotContaining("No error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bz2"})
  void refusesAFlippedBit(String ending) throws IOException {
    byte[] packed = packed(ending, "some text that is longer than its checksum\n");
    packed[packed.length / 2 + 2] ^= 4;
    Path file = Files.write(directory.resolve("x." + ending), packed);
    assertThatThrownBy(() -> text(file)).isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "zst", "bz2"})
  void refusesAPackedFileWhoseFirstBytesAreDamaged(String ending) throws IOException {
    byte[] packed = packed(ending, "{\"a\":1}\n");
    for (int at = 0; at < 3; at++) {
      byte[] damaged = packed.clone();
      damaged[at] = (byte) 0x01;
      Path file = Files.write(directory.resolve("x.jsonl." + ending), damaged);
      assertThatThrownBy(() -> text(file)).as("byte %d", at).hasMessageContaining("damaged");
    }
  }

  @Test
  void takesATextThatOnlyIsNamedOrOnlyBeginsAsIfPacked() throws IOException {
    for (String name : List.of("x.csv.gz", "x.csv.zst", "x.csv.bz2", "x.csv")) {
      for (String text : List.of("a,b\n1,2\n", "BZh,i\n1,2\n", "(")) {
        if (!(name.equals("x.csv.zst") && text.equals("("))
            && !(name.equals("x.csv.bz2") && text.startsWith("BZh"))) {
          Path file = Files.writeString(directory.resolve(name), text);
          assertThat(text(file)).as(name).isEqualTo(text);
        }
      }
    }
  }

  @Test
  void takesTheZerosThatTapesPutBehindGzip() throws IOException {
    byte[] packed = packed("gz", "one\n");
    Path file = Files.write(directory.resolve("x.gz"), Arrays.copyOf(packed, packed.length + 600));
    assertThat(text(file)).isEqualTo("one\n");
  }

  @ParameterizedTest
  @CsvSource({
    "fd377a585a00, xz",
    "04224d18, lz4",
    "504b0304, zip archive",
    "377abcaf271c, 7z archive",
    "1f9d90, compress",
    "ff060000734e61507059, snappy",
    "4f626a01, --format avro",
    "5041523115, Parquet"
  })
  void saysWhatToDoWithOtherKinds(String magic, String word) throws IOException {
    byte[] bytes = Arrays.copyOf(HexFormat.of().parseHex(magic), 40);
    Path file = Files.write(directory.resolve("x.csv"), bytes);
    assertThatThrownBy(() -> text(file))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("Cannot ingest " + file.toUri())
        .hasMessageContaining(word);
  }

  @Test
  void guessesTheFormatBehindTheNameOfACompression() throws IOException {
    List.of("a.csv.gz", "b.jsonl.zst", "c.CSV.BZ2", "d.avro", "e.csv.xz")
        .forEach(name -> assertThat(InputFormat.guess(name)).as(name).isPresent());
    assertThat(InputFormat.guess("x.gz")).isEmpty();
    Path file = Files.write(directory.resolve("part-00000"), new byte[] {'O', 'b', 'j', 1, 0});
    assertThat(
            new InputListing(HADOOP, directory)
                .files(List.of(file.toString()), java.util.Optional.empty())
                .get(0)
                .format())
        .isEqualTo(InputFormat.AVRO);
  }

  @Test
  void refusesAFileThatWasChangedInPlaceWhileItWasRead() throws IOException {
    Path path = Files.writeString(directory.resolve("x.csv"), "a\n1\n");
    InputFile listed = file(path);
    Files.setLastModifiedTime(path, FileTime.fromMillis(listed.modifiedMs() + 1000));
    try (InputContent content = InputContent.open(listed, HADOOP)) {
      assertThatThrownBy(content::finish)
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("it changed while it was read (its time of modification");
    }
    try (InputContent content = InputContent.open(file(path), HADOOP)) {
      Files.delete(path);
      assertThat(content.finish()).hasSize(1);
    }
  }

  private static byte[] packed(String ending, String... members) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String member : members) {
      try (OutputStream packing = packing(ending, out)) {
        packing.write(member.getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }

  private static OutputStream packing(String ending, OutputStream out) throws IOException {
    return switch (ending) {
      case "gz" -> new GZIPOutputStream(out);
      case "zst" -> new ZstdOutputStream(out);
      default -> new BZip2CompressorOutputStream(out);
    };
  }

  private static InputFile file(Path path) throws IOException {
    String uri = path.toUri().toString();
    long modified = Files.getLastModifiedTime(path).toMillis();
    return new InputFile(uri, uri, Files.size(path), modified, InputFormat.CSV);
  }

  private static String text(Path path) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] buffer = new byte[1000];
    try (InputContent content = InputContent.open(file(path), HADOOP)) {
      for (int read = 0; read >= 0; read = content.read(buffer, 0, buffer.length)) {
        text.write(buffer, 0, read);
      }
      content.finish();
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}
