package granary.commit;

import granary.catalog.TableNodes;
import granary.coordination.NodeChange;
import granary.dataset.Grain;
import granary.dataset.PartitionColumns;
import granary.dataset.PartitionKey;
import granary.dataset.PartitionLayout;
import granary.dataset.SourceName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.io.FileIO;

/**
 * What a dataset's lost nodes held, from its ledger: which inputs of each source were ingested, and
 * which version of its directory each partition is in.
 */
public final class NodeRebuild {
  private final FileSystem files;
  private final FileIO io;
  private final TableMetadata metadata;
  private final CommitDirectory directory;

  /** Reads the ledger at this state; writes lists to the dataset's hidden directory. */
  public NodeRebuild(FileSystem files, FileIO io, TableMetadata metadata) {
    this.files = files;
    this.io = io;
    this.metadata = metadata;
    this.directory = new CommitDirectory(files, metadata.location());
  }

  /** The contents of the nodes, for a table of a UUID. */
  public interface Contents {
    List<NodeChange> of(String uuid);
  }

  /**
   * Reads all and writes the files that the nodes are to name.
   *
   * @throws IOException if a file of the ledger cannot be read; nothing but garbage was written
   */
  public Contents read(Grain grain) throws IOException {
    Layout layout = layout(grain);
    String layoutText = layout.write(files, directory.newLayout(layout.number()));
    Map<String, PositionLists> positions = positions();
    return uuid -> {
      List<NodeChange> changes = new ArrayList<>();
      changes.add(new NodeChange.Set(TableNodes.layout(uuid), layoutText, 0));
      positions.forEach(
          (source, lists) ->
              changes.add(
                  NodeChange.create(
                      SourcePositions.node(uuid, new SourceName(source)), lists.json())));
      return changes;
    };
  }

  private Layout layout(Grain grain) throws IOException {
    long number = 0;
    Map<String, Long> versions = new TreeMap<>();
    Snapshot current = metadata.currentSnapshot();
    if (current != null) {
      for (ManifestFile manifest : current.dataManifests(io)) {
        try (ManifestReader<DataFile> reader =
            ManifestFiles.read(manifest, io, metadata.specsById())) {
          for (DataFile file : reader) {
            long version = version(file.location());
            PartitionKey key = PartitionColumns.key(grain, file.partition());
            if (version > 0) {
              versions.merge(PartitionLayout.path(grain, key), version, Math::max);
            }
          }
        }
      }
    }
    // Also those of commits that never landed: their files may be there.
    Path root = new Path(metadata.location());
    for (FileStatus status : files.listStatus(root)) {
      number = Math.max(number, PartitionLayout.version(status.getPath().getName()));
    }
    return new Layout(number, versions);
  }

  private long version(String file) {
    String prefix = metadata.location() + "/";
    return file.startsWith(prefix) ? PartitionLayout.version(file.substring(prefix.length())) : 0;
  }

  private Map<String, PositionLists> positions() throws IOException {
    Map<String, NewestInputs> sources = new HashMap<>();
    List<Snapshot> snapshots = metadata.snapshots();
    for (int i = snapshots.size() - 1; i >= 0; i--) {
      List<SnapshotCommits.WithInputs> commits = SnapshotCommits.inputs(snapshots.get(i));
      for (int j = commits.size() - 1; j >= 0; j--) {
        sources
            .computeIfAbsent(commits.get(j).source(), source -> new NewestInputs(files, directory))
            .add(commits.get(j).inputs());
      }
    }
    Map<String, PositionLists> positions = new TreeMap<>();
    for (Map.Entry<String, NewestInputs> source : sources.entrySet()) {
      positions.put(source.getKey(), source.getValue().written(0));
    }
    return positions;
  }
}
