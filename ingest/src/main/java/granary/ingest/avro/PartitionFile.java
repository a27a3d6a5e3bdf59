package granary.ingest.avro;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import granary.commit.StagedFile;
import granary.dataset.PartitionKey;
import granary.failure.WorkFailedException;
import granary.ingest.record.RowBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file that is being made: rows in memory, finished blocks in a local file, and at the end all of
 * it under a hidden name in the cluster. It holds no open file in between, so that a task can write
 * to any number of partitions.
 */
final class PartitionFile {
  private static final int COPY_BYTES = 1 << 16;
  private static final int SYNC_BYTES = DataFileConstants.SYNC_SIZE;

  final RowBuffer buffer = new RowBuffer();
  private final PartitionKey key;
  private final String name;
  private final java.nio.file.Path blocks;
  private final FileStatistics statistics;
  private final byte[] sync;
  private long rows;
  private long blockBytes;

  PartitionFile(
      PartitionKey key, String name, java.nio.file.Path blocks, FileStatistics statistics) {
    this.key = key;
    this.name = name;
    this.blocks = blocks;
    this.statistics = statistics;
    this.sync = syncMarker(name);
  }

  PartitionKey key() {
    return key;
  }

  FileStatistics statistics() {
    return statistics;
  }

  /** The length of the finished blocks. */
  long blockBytes() {
    return blockBytes;
  }

  /** Compresses the rows in memory into a block behind the others. */
  void endBlock(BlockCodec codec) throws IOException {
    if (buffer.rows() == 0) {
      return;
    }
    ByteBuffer compressed = codec.compress(buffer.bytes(), buffer.size());
    RowBuffer head = new RowBuffer();
    head.reserve(32);
    head.putLong(buffer.rows());
    head.putLong(compressed.remaining());
    try (FileChannel out = FileChannel.open(blocks, CREATE, APPEND)) {
      blockBytes +=
          write(
              out,
              ByteBuffer.wrap(head.bytes(), 0, head.size()),
              compressed,
              ByteBuffer.wrap(sync));
    }
    rows += buffer.rows();
    buffer.clear();
  }

  private static long write(FileChannel out, ByteBuffer... parts) throws IOException {
    long length = 0;
    for (ByteBuffer part : parts) {
      length += part.remaining();
    }
    for (long left = length; left > 0; ) {
      left -= out.write(parts);
    }
    return length;
  }

  /** Writes header and blocks to the cluster, closes and verifies the file. */
  StagedFile stage(String codecName, String schema, StagingTarget target) throws IOException {
    FileSystem fileSystem = target.fileSystem();
    Path path = new Path(target.directory(), name);
    byte[] header = header(codecName, schema);
    long length = header.length + blockBytes;
    try (OutputStream out = fileSystem.create(path, false)) {
      out.write(header);
      copyBlocks(out);
    }
    long stored = fileSystem.getFileStatus(path).getLen();
    if (stored != length) {
      throw new WorkFailedException(
          "Cannot write "
              + path
              + ": its length is not what was written ("
              + stored
              + " instead of "
              + length
              + ")");
    }
    Files.delete(blocks);
    String staged = fileSystem.makeQualified(path).toString();
    return new StagedFile(key, staged, name, rows, length, statistics.fields());
  }

  /** As {@link Files#copy}, in larger pieces. */
  private void copyBlocks(OutputStream out) throws IOException {
    try (InputStream in = Files.newInputStream(blocks)) {
      byte[] piece = new byte[(int) Math.min(COPY_BYTES, Math.max(1, blockBytes))];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        out.write(piece, 0, read);
      }
    }
  }

  private byte[] header(String codecName, String schema) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(DataFileConstants.MAGIC);
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    encoder.writeMapStart();
    encoder.setItemCount(4);
    entry(encoder, DataFileConstants.SCHEMA, schema);
    entry(encoder, DataFileConstants.CODEC, codecName);
    // Else Hive takes days before 1582 for the Julian calendar's, and times for its own zone's.
    entry(encoder, "writer.proleptic", "true");
    entry(encoder, "writer.time.zone", "UTC");
    encoder.writeMapEnd();
    encoder.flush();
    out.writeBytes(sync);
    return out.toByteArray();
  }

  private static void entry(BinaryEncoder encoder, String key, String value) throws IOException {
    encoder.startItem();
    encoder.writeString(key);
    encoder.writeBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Names are unique for ever, so markers made of them are as good as random ones. */
  private static byte[] syncMarker(String name) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Arrays.copyOf(digest.digest(name.getBytes(StandardCharsets.UTF_8)), SYNC_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
