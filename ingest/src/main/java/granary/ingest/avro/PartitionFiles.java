package granary.ingest.avro;

import granary.commit.StagedFile;
import granary.dataset.PartitionKey;
import granary.failure.InvalidRequestException;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.RowBuffer;
import granary.ingest.record.RowEncoder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Sorts rows into the files of their partitions. Rows gather in memory, for all partitions together
 * within {@link WriteLimits#bufferBytes}; compressed blocks gather in local files; a file that is
 * large enough, or whose task ends, goes to the cluster as a whole. Owned by one thread. What was
 * staged before a failure is garbage below the commit's staging directory.
 */
public final class PartitionFiles implements Closeable {
  /** A power of two. */
  private static final int RECENT = 1 << 8;

  private final RecordShape shape;
  private final String schema;
  private final BlockCodec codec;
  private final Path localDirectory;
  private final StagingTarget target;
  private final WriteLimits limits;
  private final RowEncoder encoder;
  private final Map<PartitionKey, PartitionFile> open = new LinkedHashMap<>();

  /** Open files by the identity of their key, which costs less than its hash. */
  private final @Nullable PartitionFile[] recent = new PartitionFile[RECENT];

  private final List<StagedFile> staged = new ArrayList<>();
  private int created;
  private long buffered;

  /**
   * Files of one attempt.
   *
   * @param fileSchema what the files are written with
   * @param codec compresses the blocks; closed with this
   * @param localDirectory for blocks of files that are not finished; emptied by its owner
   * @param target where files go
   * @param limits how large things may get
   */
  public PartitionFiles(
      Schema fileSchema,
      BlockCodec codec,
      Path localDirectory,
      StagingTarget target,
      WriteLimits limits) {
    this.shape = RecordShape.of(fileSchema);
    this.schema = fileSchema.toString();
    this.codec = codec;
    this.localDirectory = localDirectory;
    this.target = target;
    this.limits = limits;
    this.encoder = new RowEncoder(shape);
  }

  /**
   * Adds a row to a partition.
   *
   * @throws InvalidRequestException if there are too many partitions
   * @throws IOException if the local disk or the cluster fails; this is of no further use then
   */
  public void add(PartitionKey key, Row row) throws IOException {
    PartitionFile file = file(key);
    RowBuffer buffer = file.buffer;
    int before = buffer.bytes().length;
    encoder.encode(row, buffer);
    file.statistics().add(row);
    buffered += buffer.bytes().length - before;
    if (buffer.size() >= limits.blockBytes()) {
      file.endBlock(codec);
      if (file.blockBytes() >= limits.targetFileBytes()) {
        stage(file);
        open.remove(key);
        Arrays.fill(recent, null);
      }
    }
    if (buffered > limits.bufferBytes()) {
      endLargestBlocks();
    }
  }

  // Whoever writes rows has one key for all rows of a partition.
  @SuppressWarnings("ReferenceEquality")
  private PartitionFile file(PartitionKey key) {
    int place = System.identityHashCode(key) & (RECENT - 1);
    PartitionFile file = recent[place];
    if (file == null || file.key() != key) {
      file = open.get(key);
      file = file == null ? create(key) : file;
      recent[place] = file;
    }
    return file;
  }

  private PartitionFile create(PartitionKey key) {
    if (open.size() >= limits.maxPartitions()) {
      throw new InvalidRequestException(
          "Cannot ingest into more than "
              + limits.maxPartitions()
              + " partitions at once: the time field is probably not what it seems (last: "
              + key.period()
              + "); if it is right, raise ingest.max-partitions");
    }
    String name = target.filePrefix() + "-" + created + ".avro";
    Path blocks = localDirectory.resolve("blocks-" + created);
    created++;
    PartitionFile file = new PartitionFile(key, name, blocks, new FileStatistics(shape));
    open.put(key, file);
    return file;
  }

  /**
   * Gives half of the memory back. The partitions with most rows in it go first: so those that get
   * few rows keep them for a block that is worth its head, and few files are touched.
   */
  private void endLargestBlocks() throws IOException {
    List<PartitionFile> bySize = new ArrayList<>(open.values());
    bySize.sort(Comparator.comparingInt(file -> -file.buffer.bytes().length));
    for (PartitionFile file : bySize) {
      if (buffered <= limits.bufferBytes() / 2) {
        break;
      }
      file.endBlock(codec);
      release(file);
    }
  }

  private void release(PartitionFile file) {
    buffered -= file.buffer.bytes().length;
    file.buffer.release();
  }

  private void stage(PartitionFile file) throws IOException {
    file.endBlock(codec);
    release(file);
    staged.add(file.stage(codec.avroName(), schema, target));
  }

  /** Finishes all files; what there is then to publish. */
  public List<StagedFile> finish() throws IOException {
    for (PartitionFile file : open.values()) {
      stage(file);
    }
    open.clear();
    Arrays.fill(recent, null);
    return List.copyOf(staged);
  }

  @Override
  public void close() {
    open.clear();
    Arrays.fill(recent, null);
    codec.close();
  }
}
