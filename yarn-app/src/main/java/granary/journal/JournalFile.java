package granary.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;

/** One journal file in the making. Not thread-safe. */
final class JournalFile implements AutoCloseable {
  private final FSDataOutputStream output;

  JournalFile(FSDataOutputStream output) {
    this.output = output;
  }

  /** Writes the lines; when it returns, every reader sees them, and a dead writer loses none. */
  void write(List<JournalRecord> records) throws IOException {
    for (JournalRecord record : records) {
      output.write(Json.writer().forType(JournalRecord.class).writeValueAsBytes(record));
      output.write("\n".getBytes(StandardCharsets.UTF_8));
    }
    output.hflush();
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
