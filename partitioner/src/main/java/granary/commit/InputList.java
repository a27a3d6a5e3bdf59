package granary.commit;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedSet;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A file with ingested inputs, sorted by path: lines of JSON in blocks of about 64 KiB, then an
 * index with the first path and the place of each block, then the index's place in 8 bytes. So a
 * look-up reads the index and the blocks that it needs, and a merge streams.
 */
final class InputList {
  private static final int BLOCK_BYTES = 64 << 10;

  private InputList() {}

  /** One block: its first path, where it begins and how long it is. */
  record Block(String first, long offset, int length) {}

  /** Writes a new list; inputs come in the order of their paths, each path once. */
  static void write(FileSystem files, Path path, Iterator<IngestedInput> sorted)
      throws IOException {
    List<Block> index = new ArrayList<>();
    try (FSDataOutputStream out = files.create(path, false)) {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      String first = "";
      while (sorted.hasNext()) {
        IngestedInput input = sorted.next();
        if (block.size() == 0) {
          first = input.path();
        }
        block.write(HdfsJson.MAPPER.writeValueAsBytes(input));
        block.write('\n');
        if (block.size() >= BLOCK_BYTES || !sorted.hasNext()) {
          index.add(new Block(first, out.getPos(), block.size()));
          block.writeTo(out);
          block.reset();
        }
      }
      long indexOffset = out.getPos();
      out.write(HdfsJson.MAPPER.writeValueAsBytes(index));
      out.writeLong(indexOffset);
    }
  }

  /** Those of {@code paths} that are in the list. */
  static Map<String, IngestedInput> find(FileSystem files, Path path, SortedSet<String> paths)
      throws IOException {
    Map<String, IngestedInput> found = new HashMap<>();
    try (FSDataInputStream in = files.open(path)) {
      List<Block> index = index(in, files.getFileStatus(path).getLen());
      for (int i = 0; i < index.size(); i++) {
        SortedSet<String> wanted = paths.tailSet(index.get(i).first());
        if (i + 1 < index.size()) {
          wanted = wanted.headSet(index.get(i + 1).first());
        }
        if (!wanted.isEmpty()) {
          for (IngestedInput input : read(in, index.get(i))) {
            if (wanted.contains(input.path())) {
              found.put(input.path(), input);
            }
          }
        }
      }
    }
    return found;
  }

  /** All inputs in the order of their paths, a block at a time in memory. */
  static Cursor open(FileSystem files, Path path) throws IOException {
    FSDataInputStream in = files.open(path);
    try {
      return new Cursor(in, index(in, files.getFileStatus(path).getLen()));
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** The same of a list that may stand in the positions themselves. */
  static Cursor open(FileSystem files, PositionLists.Entry list) throws IOException {
    return list.file().isPresent()
        ? open(files, new Path(list.file().get()))
        : new Cursor(list.few());
  }

  /** Those of {@code paths} that are in a list that may stand in the positions themselves. */
  static Map<String, IngestedInput> find(
      FileSystem files, PositionLists.Entry list, SortedSet<String> paths) throws IOException {
    if (list.file().isPresent()) {
      return find(files, new Path(list.file().get()), paths);
    }
    Map<String, IngestedInput> found = new HashMap<>();
    for (IngestedInput input : list.few()) {
      if (paths.contains(input.path())) {
        found.put(input.path(), input);
      }
    }
    return found;
  }

  private static List<Block> index(FSDataInputStream in, long length) throws IOException {
    if (length < Long.BYTES) {
      throw new EOFException("The list of inputs is cut off");
    }
    in.seek(length - Long.BYTES);
    long offset = in.readLong();
    byte[] bytes = new byte[Math.toIntExact(length - Long.BYTES - offset)];
    in.readFully(offset, bytes);
    return HdfsJson.MAPPER.readValue(bytes, new TypeReference<List<Block>>() {});
  }

  private static List<IngestedInput> read(FSDataInputStream in, Block block) throws IOException {
    byte[] bytes = new byte[block.length()];
    in.readFully(block.offset(), bytes);
    List<IngestedInput> inputs = new ArrayList<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isEmpty()) {
        inputs.add(HdfsJson.MAPPER.readValue(line, IngestedInput.class));
      }
    }
    return inputs;
  }

  /** Reads a list from its beginning to its end. */
  static final class Cursor implements AutoCloseable {
    private final Optional<FSDataInputStream> in;
    private final Iterator<Block> blocks;
    private Iterator<IngestedInput> inputs;

    private Cursor(FSDataInputStream in, List<Block> index) {
      this.in = Optional.of(in);
      this.blocks = index.iterator();
      this.inputs = List.<IngestedInput>of().iterator();
    }

    private Cursor(List<IngestedInput> few) {
      this.in = Optional.empty();
      this.blocks = List.<Block>of().iterator();
      this.inputs = few.iterator();
    }

    boolean hasNext() {
      return inputs.hasNext() || blocks.hasNext();
    }

    IngestedInput next() throws IOException {
      if (!inputs.hasNext()) {
        if (!blocks.hasNext()) {
          throw new NoSuchElementException();
        }
        inputs = read(in.orElseThrow(), blocks.next()).iterator();
      }
      return inputs.next();
    }

    @Override
    public void close() throws IOException {
      if (in.isPresent()) {
        in.get().close();
      }
    }
  }
}
