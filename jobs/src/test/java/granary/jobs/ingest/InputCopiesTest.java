package granary.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputFormat;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InputCopiesTest {
  private static final int FILES = 60;

  @TempDir Path directory;

  @Test
  void localFilesAreCopiedInTheirOrderAndOthersLeftAlone() throws Exception {
    List<InputFile> files = files();
    String elsewhere = "hdfs://nowhere:1/in/x.csv";
    files.add(1, new InputFile(elsewhere, elsewhere, 9, 0, InputFormat.CSV));

    List<InputFile> copied = copies(files);

    assertThat(copied).extracting(InputFile::path).isEqualTo(paths(files));
    assertThat(copied.get(1)).isEqualTo(files.get(1));
    for (InputFile file : copied.subList(2, copied.size())) {
      assertThat(file.readFrom()).isNotEqualTo(file.path());
      assertThat(Path.of(URI.create(file.readFrom())))
          .hasSameBinaryContentAs(Path.of(URI.create(file.path())));
    }
  }

  @Test
  void nothingIsLeftWhenAFileIsGone() throws Exception {
    List<InputFile> files = files();
    Files.delete(Path.of(URI.create(files.get(FILES / 2).path())));

    assertThatThrownBy(() -> copies(files))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("Cannot ingest " + files.get(FILES / 2).path() + ": the file is gone");
    assertThat(directory.resolve("copies")).doesNotExist();
  }

  @Test
  void saysWhatTheFileSystemRefuses() throws Exception {
    List<InputFile> files = files();
    Files.writeString(directory.resolve("copies"), "a file where the directory is to be");

    assertThatThrownBy(() -> copies(files))
        .isInstanceOf(UnavailableException.class)
        .hasMessageStartingWith("Cannot copy inputs to file:" + directory.resolve("copies") + ": ");
  }

  @Test
  void nothingIsLeftWhenAFileWasChangedInPlace() throws Exception {
    List<InputFile> files = files();
    InputFile changed = files.get(FILES / 2);
    Files.setLastModifiedTime(
        Path.of(URI.create(changed.path())), FileTime.fromMillis(changed.modifiedMs() + 1000));

    assertThatThrownBy(() -> copies(files))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("Cannot ingest " + changed.path() + ": it changed while it was");
    assertThat(directory.resolve("copies")).doesNotExist();
  }

  private List<InputFile> copies(List<InputFile> files) throws InterruptedException {
    return InputCopies.of(
        files,
        new org.apache.hadoop.fs.Path("file:" + directory.resolve("copies")),
        new Configuration());
  }

  private List<InputFile> files() throws IOException {
    List<InputFile> files = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      Path file = Files.writeString(directory.resolve("f" + i + ".csv"), "content " + i);
      String path = file.toUri().toString();
      long modified = Files.getLastModifiedTime(file).toMillis();
      files.add(new InputFile(path, path, Files.size(file), modified, InputFormat.CSV));
    }
    return files;
  }

  private static List<String> paths(List<InputFile> files) {
    return files.stream().map(InputFile::path).toList();
  }
}
