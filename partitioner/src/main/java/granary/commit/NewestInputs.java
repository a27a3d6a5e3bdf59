package granary.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The inputs of one source, from the newest commit to the oldest: the newest of each path stays.
 * What is too much for memory goes to lists in the dataset's hidden directory.
 */
final class NewestInputs {
  private static final int INPUTS_IN_MEMORY = 200_000;

  private final FileSystem files;
  private final CommitDirectory directory;
  private final TreeMap<String, IngestedInput> held = new TreeMap<>();
  private final List<PositionLists.Entry> spilled = new ArrayList<>();

  NewestInputs(FileSystem files, CommitDirectory directory) {
    this.files = files;
    this.directory = directory;
  }

  void add(PositionLists.Entry list) throws IOException {
    try (InputList.Cursor inputs = InputList.open(files, list)) {
      while (inputs.hasNext()) {
        IngestedInput input = inputs.next();
        held.putIfAbsent(input.path(), input);
        if (held.size() >= INPUTS_IN_MEMORY) {
          spill();
        }
      }
    }
  }

  private void spill() throws IOException {
    Path path = directory.newMergedInputs();
    InputList.write(files, path, held.values().iterator());
    spilled.add(PositionLists.Entry.in(path, 1, held.size()));
    held.clear();
  }

  /** All of them, newest first, for reading: the last ones may be in memory only. */
  List<PositionLists.Entry> lists() {
    List<PositionLists.Entry> lists = new ArrayList<>(spilled);
    if (!held.isEmpty()) {
      lists.add(PositionLists.Entry.of(held.values(), 0));
    }
    return lists;
  }

  /** All of them in files, for the positions' node to name in this version. */
  PositionLists written(int version) throws IOException {
    if (!held.isEmpty()) {
      spill();
    }
    return new PositionLists(spilled.stream().map(list -> list.since(version)).toList());
  }

  /** Removes the files that were written, if nothing names them. */
  void discard() throws IOException {
    for (PositionLists.Entry list : spilled) {
      if (list.file().isPresent()) {
        files.delete(new Path(list.file().get()), false);
      }
    }
    spilled.clear();
  }
}
