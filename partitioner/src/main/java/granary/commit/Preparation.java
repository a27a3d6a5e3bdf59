package granary.commit;

import granary.dataset.PartitionKey;
import granary.failure.WorkFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a commit makes ready before it is decided: verified files, the list of inputs, the intent,
 * and for an overwrite the next layout. What is small stands in the nodes, so that most commits
 * write no file here. Kept from one try at the decision to the next, as far as it still holds.
 */
final class Preparation {
  /** Nodes stay small, since ZooKeeper keeps them in memory. */
  private static final int NODE_CHARACTERS = 16 << 10;

  private static final int FEW_INPUTS = 4;

  /** So many stand in the positions' node also after a merge: 7 such lists take about 10 KB. */
  private static final int FEW_MERGED_INPUTS = 8;

  /**
   * What the deciding transaction needs.
   *
   * @param node the intent node's content
   * @param positions the source's positions with this commit's inputs
   * @param layout what the layout's node is to hold then; empty if it stays
   */
  record Prepared(IntentNode node, PositionLists positions, Optional<String> layout) {}

  /** What depends on where partitions are. */
  private record Plan(
      long layoutNumber, Intent intent, Optional<Path> file, Optional<String> nextLayout) {
    long epoch() {
      return layoutNumber * 2 + (nextLayout.isPresent() ? 1 : 0);
    }
  }

  private record Merge(List<PositionLists.Entry> parts, PositionLists.Entry merged) {}

  private final FileSystem files;
  private final CommitObserver observer;
  private final String location;
  private final AppendRequest request;
  private final CommitKind kind;
  private final CommitDirectory directory;
  private final TreeMap<String, IngestedInput> inputs = new TreeMap<>();
  private final List<Path> written = new ArrayList<>();
  private Optional<PositionLists.Entry> own = Optional.empty();
  private @Nullable Plan plan;
  private @Nullable Merge merge;
  private boolean verified;
  private boolean mergeTried;
  private boolean kept;
  private int freeAt;

  /** Of a commit to the dataset in this directory. */
  Preparation(
      FileSystem files,
      CommitObserver observer,
      String location,
      AppendRequest request,
      CommitKind kind) {
    this.files = files;
    this.observer = observer;
    this.location = location;
    this.request = request;
    this.kind = kind;
    this.directory = new CommitDirectory(files, location);
    this.freeAt = request.positionsVersion();
    request.inputs().forEach(input -> inputs.put(input.path(), input));
  }

  /** Those inputs that commits since they were checked have taken; an overwrite takes any. */
  List<String> taken(SourcePositions positions) {
    if (kind == CommitKind.OVERWRITE || positions.version() == freeAt) {
      return List.of();
    }
    Map<String, IngestedInput> known = positions.findSince(freeAt, inputs.keySet());
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

  Prepared prepare(SourcePositions positions, Layout layout) throws IOException {
    if (!verified) {
      verify();
      verified = true;
      observer.after(CommitStep.VERIFIED, request.id());
    }
    PositionLists lists = positions.lists();
    List<String> replaced = new ArrayList<>();
    if (!inputs.isEmpty()) {
      lists = merge(lists.with(own().since(positions.version() + 1)), replaced);
    }
    Plan planned = plan(layout);
    observer.after(CommitStep.PREPARED, request.id());
    IntentNode node =
        new IntentNode(
            planned.file().isPresent() ? Optional.empty() : Optional.of(planned.intent()),
            planned.file().map(Path::toString),
            UUID.randomUUID().toString(),
            planned.epoch(),
            replaced);
    return new Prepared(node, lists, planned.nextLayout());
  }

  /** It may have been decided after all: what was written so far stays, if only as garbage. */
  void keep() {
    kept = true;
  }

  /** Nothing will be decided; removes what was written. */
  void discard() throws IOException {
    if (!kept) {
      for (Path path : written) {
        files.delete(path, false);
      }
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

  private PositionLists.Entry own() throws IOException {
    if (own.isEmpty()) {
      if (inputs.size() <= FEW_INPUTS) {
        own = Optional.of(PositionLists.Entry.of(inputs.values(), 0));
      } else {
        Path path = directory.newInputs(request.id());
        written.add(path);
        InputList.write(files, path, inputs.values().iterator());
        own = Optional.of(PositionLists.Entry.in(path, 0, inputs.size()));
      }
    }
    return own.get();
  }

  private PositionLists merge(PositionLists lists, List<String> replaced) throws IOException {
    if (merge != null && !lists.hold(merge.parts())) {
      if (merge.merged().file().isPresent()) {
        remove(new Path(merge.merged().file().get()));
      }
      merge = null;
    }
    List<PositionLists.Entry> parts = lists.toMerge();
    // A merge takes long where there is much to merge: one that lost a race does not try again.
    if (merge == null && !parts.isEmpty() && !mergeTried) {
      merge = new Merge(parts, merged(parts));
    }
    if (merge == null) {
      return lists;
    }
    // Lists of single commits stay: their snapshots name them.
    merge.parts().stream()
        .filter(part -> part.level() > 0)
        .flatMap(part -> part.file().stream())
        .forEach(replaced::add);
    return lists.replace(merge.parts(), merge.merged());
  }

  private PositionLists.Entry merged(List<PositionLists.Entry> parts) throws IOException {
    int level = parts.get(0).level() + 1;
    int since = parts.stream().mapToInt(PositionLists.Entry::since).max().orElse(0);
    long most = parts.stream().mapToLong(PositionLists.Entry::inputs).sum();
    if (most <= FEW_MERGED_INPUTS) {
      return PositionLists.Entry.of(InputListMerge.merge(files, parts), level).since(since);
    }
    mergeTried = true;
    Path target = directory.newMergedInputs();
    written.add(target);
    long inputs = InputListMerge.merge(files, parts, target);
    return PositionLists.Entry.in(target, level, inputs).since(since);
  }

  /** Where the files go; made anew when directories were exchanged since the last try. */
  private Plan plan(Layout layout) throws IOException {
    Plan known = plan;
    if (known != null && known.layoutNumber() == layout.number()) {
      return known;
    }
    if (known != null && known.file().isPresent()) {
      remove(known.file().get());
    }
    boolean replaces = kind == CommitKind.OVERWRITE && !request.files().isEmpty();
    Layout target = replaces ? layout.next(partitions()) : layout;
    Optional<String> nextLayout = Optional.empty();
    if (replaces) {
      Path file = directory.newLayout(target.number());
      written.add(file);
      nextLayout = Optional.of(target.write(files, file));
    }
    Intent intent = intent(target);
    Optional<Path> file = Optional.empty();
    if (HdfsJson.text(intent).length() > NODE_CHARACTERS) {
      Path path = directory.writeIntent(intent);
      written.add(path);
      file = Optional.of(path);
    }
    Plan made = new Plan(layout.number(), intent, file, nextLayout);
    plan = made;
    return made;
  }

  private Set<PartitionKey> partitions() {
    Set<PartitionKey> partitions = new LinkedHashSet<>();
    request.files().forEach(file -> partitions.add(file.partition()));
    return partitions;
  }

  private Intent intent(Layout layout) {
    List<Intent.PlannedFile> planned =
        request.files().stream()
            .map(
                file ->
                    new Intent.PlannedFile(
                        file,
                        location
                            + "/"
                            + layout.directory(file.partition())
                            + "/"
                            + file.fileName()))
            .toList();
    return new Intent(
        request.id(),
        kind,
        request.source().value(),
        planned,
        own,
        request.summary(),
        planned.isEmpty() ? Optional.empty() : Optional.of(location + "/_staging/" + request.id()));
  }

  private void remove(Path path) throws IOException {
    if (!kept) {
      files.delete(path, false);
    }
    written.remove(path);
  }
}
