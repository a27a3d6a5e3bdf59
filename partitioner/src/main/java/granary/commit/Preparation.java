package granary.commit;

import granary.catalog.CatalogTable;
import granary.dataset.PartitionLayout;
import granary.failure.WorkFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What an append writes before it is decided: verified files, the list of inputs, the intent. */
final class Preparation {
  /**
   * What the deciding transaction needs.
   *
   * @param node the intent node's content
   * @param positions the source's positions with this commit's inputs
   */
  record Prepared(IntentNode node, PositionLists positions) {}

  private final FileSystem files;
  private final CommitObserver observer;
  private final CatalogTable table;
  private final AppendRequest request;
  private final CommitDirectory directory;
  private final TreeMap<String, IngestedInput> inputs = new TreeMap<>();
  private final List<Path> written = new ArrayList<>();
  private Optional<PositionLists.Entry> own = Optional.empty();
  private boolean verified;
  private boolean retried;
  private int freeAt;

  Preparation(
      FileSystem files, CommitObserver observer, CatalogTable table, AppendRequest request) {
    this.files = files;
    this.observer = observer;
    this.table = table;
    this.request = request;
    this.directory = new CommitDirectory(files, table.table().location());
    this.freeAt = request.positionsVersion();
    request.inputs().forEach(input -> inputs.put(input.path(), input));
  }

  /** Those inputs that commits since they were checked have taken. */
  List<String> taken(SourcePositions positions) {
    if (positions.version() == freeAt) {
      return List.of();
    }
    Map<String, IngestedInput> known = positions.find(inputs.keySet());
    List<String> taken =
        known.values().stream()
            .filter(input -> input.digest().equals(digest(input.path())))
            .map(IngestedInput::path)
            .sorted()
            .toList();
    if (taken.isEmpty()) {
      freeAt = positions.version();
    }
    return taken;
  }

  private String digest(String path) {
    IngestedInput input = inputs.get(path);
    return input == null ? "" : input.digest();
  }

  Prepared prepare(SourcePositions positions) throws IOException {
    if (!verified) {
      verify();
      verified = true;
      observer.after(CommitStep.VERIFIED, request.id());
    }
    PositionLists lists = positions.lists();
    List<String> replaced = new ArrayList<>();
    if (!inputs.isEmpty()) {
      lists = lists.with(writeOwn());
      // A merge takes long where there is much to merge: one that lost a race does not try again.
      if (!retried) {
        lists = merge(lists, replaced);
      }
    }
    Path intent = directory.writeIntent(intent(replaced), CommitTables.lastSequence(table.table()));
    written.add(intent);
    observer.after(CommitStep.PREPARED, request.id());
    return new Prepared(new IntentNode(intent.toString(), UUID.randomUUID().toString()), lists);
  }

  /** The decision was refused: what was written for it is of no use, but for the own inputs. */
  void retry() throws IOException {
    retried = true;
    deleteWritten();
  }

  /** Nothing will be decided; removes what was written. */
  void discard() throws IOException {
    deleteWritten();
    if (own.isPresent()) {
      files.delete(new Path(own.get().file()), false);
    }
  }

  private void deleteWritten() throws IOException {
    for (Path path : written) {
      files.delete(path, false);
    }
    written.clear();
  }

  private void verify() throws IOException {
    for (StagedFile file : request.files()) {
      long length = files.getFileStatus(new Path(file.stagedPath())).getLen();
      if (length != file.bytes()) {
        throw new WorkFailedException(
            "Cannot commit "
                + request.id()
                + ": a staged file has "
                + length
                + " bytes and should have "
                + file.bytes()
                + " ("
                + file.stagedPath()
                + ")");
      }
    }
  }

  private PositionLists.Entry writeOwn() throws IOException {
    if (own.isEmpty()) {
      Path path = directory.newInputs(request.id());
      InputList.write(files, path, inputs.values().iterator());
      own = Optional.of(new PositionLists.Entry(path.toString(), 0, inputs.size()));
    }
    return own.get();
  }

  private PositionLists merge(PositionLists lists, List<String> replaced) throws IOException {
    List<PositionLists.Entry> parts = lists.toMerge();
    if (parts.isEmpty()) {
      return lists;
    }
    Path target = directory.newMergedInputs();
    written.add(target);
    List<Path> paths = parts.stream().map(part -> new Path(part.file())).toList();
    long merged = InputListMerge.merge(files, paths, target);
    int level = parts.get(0).level();
    if (level > 0) {
      // Lists of single commits stay: their snapshots name them.
      paths.forEach(path -> replaced.add(path.toString()));
    }
    return lists.replace(parts, new PositionLists.Entry(target.toString(), level + 1, merged));
  }

  private Intent intent(List<String> replaced) {
    String location = table.table().location();
    List<Intent.PlannedFile> planned =
        request.files().stream()
            .map(
                file ->
                    new Intent.PlannedFile(
                        file,
                        location
                            + "/"
                            + PartitionLayout.path(
                                file.partition().period().grain(), file.partition())
                            + "/"
                            + file.fileName()))
            .toList();
    return new Intent(
        request.id(),
        request.source().value(),
        planned,
        own.map(PositionLists.Entry::file),
        request.summary(),
        replaced,
        planned.isEmpty() ? Optional.empty() : Optional.of(location + "/_staging/" + request.id()));
  }
}
