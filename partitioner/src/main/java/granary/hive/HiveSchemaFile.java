package granary.hive;

import granary.failure.UnavailableException;
import granary.ledger.LedgerDataset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * The file that Hive reads a table's columns from. A schema in the table's properties would be cut
 * where the metastore's database has short columns.
 */
final class HiveSchemaFile {
  private final Configuration hadoop;

  HiveSchemaFile(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /** Writes the dataset's schema, unless it is there as it should be; returns its URL. */
  String write(LedgerDataset dataset) {
    Path file = new Path(dataset.location(), "_hive/schema.avsc");
    byte[] wanted = dataset.fileSchema().toString().getBytes(StandardCharsets.UTF_8);
    try {
      FileContext files = FileContext.getFileContext(file.toUri(), hadoop);
      if (!files.util().exists(file) || !Arrays.equals(wanted, read(files, file))) {
        Path fresh = new Path(file.getParent(), "schema.avsc." + java.util.UUID.randomUUID());
        try (FSDataOutputStream out =
            files.create(
                fresh,
                EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
                Options.CreateOpts.createParent())) {
          out.write(wanted);
        }
        files.rename(fresh, file, Options.Rename.OVERWRITE);
      }
      return file.toString();
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot write Hive's schema file: " + e.getMessage() + " (" + file + ")", e);
    }
  }

  private static byte[] read(FileContext files, Path file) throws IOException {
    try (FSDataInputStream in = files.open(file)) {
      return in.readAllBytes();
    }
  }
}
