package granary.fsck;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads a whole data file: HDFS's checksums, Avro's sync marks, every block and every record. */
final class AvroBlockCheck {
  private final FileSystem files;

  AvroBlockCheck(FileSystem files) {
    this.files = files;
  }

  /**
   * How many records the file holds.
   *
   * @throws IOException if a block cannot be read or does not hold what its head says
   */
  long rows(Path file) throws IOException {
    try (InputStream in = files.open(file);
        DataFileStream<Object> blocks =
            new DataFileStream<>(in, new GenericDatumReader<Object>())) {
      Schema schema = blocks.getSchema();
      BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(new byte[0], null);
      long rows = 0;
      while (blocks.hasNext()) {
        ByteBuffer block = blocks.nextBlock();
        long records = blocks.getBlockCount();
        byte[] bytes = new byte[block.remaining()];
        block.get(bytes);
        decoder = DecoderFactory.get().binaryDecoder(bytes, decoder);
        for (long i = 0; i < records; i++) {
          GenericDatumReader.skip(schema, decoder);
        }
        if (!decoder.isEnd()) {
          throw new IOException("a block is longer than its " + records + " records");
        }
        rows += records;
      }
      return rows;
    } catch (RuntimeException e) {
      // Avro throws its own exceptions, and those of arrays, for damaged bytes.
      throw new IOException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }
}
