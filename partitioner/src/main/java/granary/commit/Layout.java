package granary.commit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import granary.dataset.PartitionKey;
import granary.dataset.PartitionLayout;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which version of its directory each partition is in. The node of the layout names the file; a
 * decision checks that the node has not moved since its files were planned.
 *
 * @param number the last version that was given away
 * @param versions the versions of those partitions that are not in their first directory, by the
 *     partition's path
 */
record Layout(long number, Map<String, Long> versions) {
  static final Layout FIRST = new Layout(0, Map.of());

  Layout {
    versions = Map.copyOf(versions);
  }

  /** What the node holds. */
  private record Content(long number, Optional<String> file) {}

  /** Reads the layout that a node's content names. */
  static Layout read(FileSystem files, String content) throws IOException {
    Content parsed = parse(content);
    if (parsed.file().isEmpty()) {
      return new Layout(parsed.number(), Map.of());
    }
    try (InputStream in = files.open(new Path(parsed.file().get()))) {
      Map<String, Long> versions =
          HdfsJson.MAPPER.readValue(in, new TypeReference<Map<String, Long>>() {});
      return new Layout(parsed.number(), versions);
    }
  }

  /** The number of the layout that a node's content names. */
  static long number(String content) {
    return parse(content).number();
  }

  /** Writes the layout for a node that names it; returns what the node is to hold. */
  String write(FileSystem files, Path file) throws IOException {
    if (versions.isEmpty()) {
      return HdfsJson.text(new Content(number, Optional.empty()));
    }
    HdfsJson.write(files, file, new TreeMap<>(versions));
    return HdfsJson.text(new Content(number, Optional.of(file.toString())));
  }

  /** With a new version, which these partitions are in. */
  Layout next(Collection<PartitionKey> moved) {
    Map<String, Long> next = new TreeMap<>(versions);
    for (PartitionKey key : moved) {
      next.put(PartitionLayout.path(key.period().grain(), key), number + 1);
    }
    return new Layout(number + 1, next);
  }

  /** The partition's directory, relative to the dataset's. */
  String directory(PartitionKey key) {
    String path = PartitionLayout.path(key.period().grain(), key);
    return PartitionLayout.path(key.period().grain(), key, versions.getOrDefault(path, 0L));
  }

  private static Content parse(String content) {
    if (content.isEmpty()) {
      return new Content(0, Optional.empty());
    }
    try {
      return HdfsJson.MAPPER.readValue(content, Content.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Invalid layout: " + content, e);
    }
  }
}
