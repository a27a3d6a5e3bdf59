package granary.journal;

import granary.job.JobDirectories;
import granary.job.JobId;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.CannotObtainBlockLengthException;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of jobs in HDFS. Each application master attempt writes a journal of its own, {@code
 * journal-2}, so that nobody appends to a file whose writer may still live; read in order they are
 * one.
 */
public final class JobFiles {
  /** Jobs hold SQL text and paths: their owner's business. */
  static final FsPermission OWNER_ONLY = new FsPermission((short) 0700);

  private static final Logger LOG = LoggerFactory.getLogger(JobFiles.class);

  private final FileSystem fileSystem;
  private final JobDirectories directories;

  public JobFiles(FileSystem fileSystem, JobDirectories directories) {
    this.fileSystem = fileSystem;
    this.directories = directories;
  }

  /** Creates the job's directory and writes what it is to do. */
  public void store(StoredJob job) throws IOException {
    Path directory = directories.job(job.spec().id());
    fileSystem.mkdirs(directories.exchange(job.spec().id()));
    fileSystem.setPermission(directory, OWNER_ONLY);
    writeWhole(specPath(job.spec().id()), job);
  }

  /** Where the stored job lies. */
  public Path specPath(JobId job) {
    return new Path(directories.job(job), "spec.json");
  }

  /** Reads what a job is to do; empty if there is no such job. */
  public Optional<StoredJob> stored(JobId job) throws IOException {
    try (InputStream input = fileSystem.open(specPath(job))) {
      StoredJob stored = Json.readerFor(StoredJob.class).readValue(input);
      return Optional.of(stored);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Writes the results of all tasks of a stage, for later stages and the client. */
  public void writeResults(JobId job, int stage, List<String> results) throws IOException {
    writeWhole(resultsPath(job, stage), results.toArray(new String[0]));
  }

  /** Reads what {@link #writeResults} wrote. */
  public List<String> results(JobId job, int stage) throws IOException {
    try (InputStream input = fileSystem.open(resultsPath(job, stage))) {
      String[] results = Json.readerFor(String[].class).readValue(input);
      return Arrays.asList(results);
    }
  }

  private Path resultsPath(JobId job, int stage) {
    return new Path(directories.job(job), "results-" + stage + ".json");
  }

  /** Removes what the job's tasks left for each other; harmless when it is gone. */
  public void removeExchange(JobId job) throws IOException {
    fileSystem.delete(directories.exchange(job), true);
  }

  /** Removes the exchange directory of a job whose tasks left nothing in it. */
  public void removeEmptyExchange(JobId job) throws IOException {
    Path exchange = directories.exchange(job);
    if (fileSystem.exists(exchange) && fileSystem.listStatus(exchange).length == 0) {
      fileSystem.delete(exchange, true);
    }
  }

  /** Opens the journal of one application master attempt. */
  JournalFile createJournal(JobId job, int masterAttempt) throws IOException {
    Path path = new Path(directories.job(job), "journal-" + masterAttempt);
    return new JournalFile(fileSystem.create(path, true));
  }

  /** All lines that the job's application masters have written; a torn last line is left out. */
  public List<JournalRecord> journal(JobId job) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    try {
      for (FileStatus file : fileSystem.listStatus(directories.job(job))) {
        if (file.getPath().getName().startsWith("journal-")) {
          files.add(file);
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    files.sort(Comparator.comparingInt(JobFiles::masterAttempt));
    List<JournalRecord> records = new ArrayList<>();
    for (FileStatus file : files) {
      read(file.getPath(), records);
    }
    return records;
  }

  private static int masterAttempt(FileStatus file) {
    return Integer.parseInt(file.getPath().getName().substring("journal-".length()));
  }

  private void read(Path path, List<JournalRecord> records) throws IOException {
    try (var reader =
        new BufferedReader(new InputStreamReader(fileSystem.open(path), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        Optional<JournalRecord> record = parse(line, path);
        if (record.isEmpty()) {
          return;
        }
        records.add(record.get());
      }
    } catch (CannotObtainBlockLengthException e) {
      recover(path, e);
    } catch (EOFException e) {
      LOG.info("Journal {} ends early: its writer was cut off", path, e);
    }
  }

  /** Its writer died, and the nodes that held its last block were started anew. */
  private void recover(Path path, CannotObtainBlockLengthException failure) throws IOException {
    if (fileSystem instanceof DistributedFileSystem hdfs) {
      boolean closed = hdfs.recoverLease(path);
      LOG.info("Recovery of journal {} was begun; closed: {}", path, closed);
    }
    throw new IOException(
        "Cannot read "
            + path
            + ": HDFS has to close it first, since its writer was cut off; try again in some"
            + " seconds",
        failure);
  }

  private static Optional<JournalRecord> parse(String line, Path path) {
    try {
      JournalRecord record = Json.readerFor(JournalRecord.class).readValue(line);
      return Optional.of(record);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      LOG.info("Journal {} has a torn line, which ends it", path, e);
      return Optional.empty();
    }
  }

  /** The IDs of all jobs, the newest first. */
  public List<JobId> list() throws IOException {
    try {
      return Arrays.stream(fileSystem.listStatus(directories.jobs()))
          .sorted(Comparator.comparingLong(FileStatus::getModificationTime).reversed())
          .map(status -> new JobId(status.getPath().getName()))
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private void writeWhole(Path path, Object value) throws IOException {
    Path temporary = new Path(path.getParent(), "_" + path.getName() + ".tmp");
    try (OutputStream output = fileSystem.create(temporary, true)) {
      Json.writer().writeValue(output, value);
    }
    fileSystem.delete(path, false);
    if (!fileSystem.rename(temporary, path)) {
      throw new IOException("Cannot rename " + temporary + " to " + path);
    }
  }
}
