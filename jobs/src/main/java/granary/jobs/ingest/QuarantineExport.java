package granary.jobs.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import granary.dataset.DatasetName;
import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import granary.ingest.input.PlainFiles;
import granary.ingest.record.BadRecordReason;
import granary.ledger.Ledger;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes the bad records of commits into files like those that they came in, one for each header,
 * so that they can be mended and ingested. Streams; runs in the client. Files get their names once
 * they are whole, and none is replaced.
 */
public final class QuarantineExport {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Ledger ledger;
  private final Configuration hadoop;

  public QuarantineExport(Ledger ledger, Configuration hadoop) {
    this.ledger = ledger;
    this.hadoop = hadoop;
  }

  /**
   * What was written.
   *
   * @param files the files
   * @param cut records that were not, since only their beginnings had been kept
   */
  public record Result(List<Written> files, long cut) {}

  /**
   * One file.
   *
   * @param file its full URI
   * @param records how many it holds
   */
  public record Written(String file, long records) {}

  /**
   * Writes the records.
   *
   * @param commit only those of this one; empty for all
   * @param directory where to; made if it is not there
   * @throws InvalidRequestException if there is no such commit, its records were removed, or
   *     another file is there already
   */
  public Result write(DatasetName dataset, Optional<String> commit, Path directory) {
    List<QuarantineList.Entry> entries =
        QuarantineList.of(ledger, dataset).stream()
            .filter(entry -> commit.isEmpty() || commit.get().equals(entry.commit()))
            .toList();
    if (entries.isEmpty() && commit.isPresent()) {
      throw new InvalidRequestException(
          "Cannot export bad records of "
              + dataset
              + ": no commit of this ID has any; see quarantine list ("
              + commit.get()
              + ")");
    }
    List<Written> files = new ArrayList<>();
    long cut = 0;
    for (QuarantineList.Entry entry : entries) {
      try (Files written = new Files(directory, entry.commit(), hadoop)) {
        cut += copy(new Path(entry.location()), written);
        files.addAll(written.finish());
      } catch (FileNotFoundException e) {
        throw new InvalidRequestException(
            "Cannot export bad records of "
                + dataset
                + ": they are not there any more ("
                + entry.location()
                + ")",
            e);
      } catch (IOException e) {
        throw new UnavailableException(
            "Cannot export bad records of " + dataset + ": " + e.getMessage(), e);
      }
    }
    return new Result(files, cut);
  }

  private long copy(Path location, Files files) throws IOException {
    FileSystem fileSystem = location.getFileSystem(hadoop);
    FileStatus[] found = fileSystem.listStatus(location);
    Arrays.sort(found);
    long cut = 0;
    for (FileStatus status : found) {
      if (status.getPath().getName().endsWith(".jsonl")) {
        try (InputStream in = fileSystem.open(status.getPath());
            MappingIterator<JsonNode> records = JSON.readerFor(JsonNode.class).readValues(in)) {
          cut += copy(records, files);
        }
      }
    }
    return cut;
  }

  private static long copy(MappingIterator<JsonNode> records, Files files) throws IOException {
    long cut = 0;
    String file = "";
    String header = "";
    while (records.hasNext()) {
      JsonNode record = records.next();
      if (!file.equals(record.path("file").asText())) {
        file = record.path("file").asText();
        header = record.path("header").asText("");
      }
      if (record.path("reason").asText().equals(BadRecordReason.TOO_LONG.code())) {
        cut++;
        continue;
      }
      byte[] bytes =
          record.has("record")
              ? record.path("record").asText().getBytes(StandardCharsets.UTF_8)
              : record.path("recordBase64").binaryValue();
      files.add(record.path("format").asText("jsonl"), header, bytes);
    }
    return cut;
  }

  /** The files of one commit, by format and header. */
  private static final class Files implements AutoCloseable {
    private final Path directory;
    private final String commit;
    private final FileSystem fileSystem;
    private final Map<List<String>, Open> open = new LinkedHashMap<>();

    Files(Path directory, String commit, Configuration hadoop) throws IOException {
      this.directory = directory;
      this.commit = commit;
      this.fileSystem = PlainFiles.of(directory, hadoop);
    }

    /** A file that is being written under a hidden name. */
    private static final class Open {
      final Path path;
      final OutputStream out;
      long records;

      Open(Path path, OutputStream out) {
        this.path = path;
        this.out = out;
      }
    }

    void add(String format, String header, byte[] record) throws IOException {
      List<String> key = List.of(format, header);
      Open file = open.get(key);
      if (file == null) {
        file = create(format, header);
        open.put(key, file);
      }
      file.out.write(record);
      file.out.write('\n');
      file.records++;
    }

    private Open create(String format, String header) throws IOException {
      Path path = new Path(directory, commit + "-" + (open.size() + 1) + "." + format);
      Open file = new Open(path, fileSystem.create(hidden(path), true));
      if (!header.isEmpty()) {
        file.out.write((header + "\n").getBytes(StandardCharsets.UTF_8));
      }
      return file;
    }

    private static Path hidden(Path path) {
      return new Path(path.getParent(), "_" + path.getName());
    }

    List<Written> finish() throws IOException {
      List<Written> written = new ArrayList<>();
      for (Open file : open.values()) {
        file.out.close();
      }
      // Before the first gets its name: all or none.
      for (Open file : open.values()) {
        if (fileSystem.exists(file.path) && !isSame(file.path)) {
          throw new InvalidRequestException(
              "Cannot export bad records: a file is there already, which may have been mended; give"
                  + " another directory ("
                  + file.path
                  + ")");
        }
      }
      for (Open file : open.values()) {
        // What an export wrote that was killed stays, so that it can be run again.
        if (fileSystem.exists(file.path)) {
          fileSystem.delete(hidden(file.path), false);
        } else if (!fileSystem.rename(hidden(file.path), file.path)) {
          throw new IOException("a file cannot be given its name (" + file.path + ")");
        }
        written.add(new Written(fileSystem.makeQualified(file.path).toString(), file.records));
      }
      open.clear();
      return written;
    }

    private boolean isSame(Path path) throws IOException {
      if (fileSystem.getFileStatus(path).getLen()
          != fileSystem.getFileStatus(hidden(path)).getLen()) {
        return false;
      }
      try (InputStream there = new BufferedInputStream(fileSystem.open(path));
          InputStream written = new BufferedInputStream(fileSystem.open(hidden(path)))) {
        int next = 0;
        while (next >= 0) {
          next = there.read();
          if (next != written.read()) {
            return false;
          }
        }
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      for (Open file : open.values()) {
        file.out.close();
        fileSystem.delete(hidden(file.path), false);
      }
    }
  }
}
