package granary.commit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Merges lists of inputs into one; where several have a path, the newest list's entry stays. */
final class InputListMerge {
  private InputListMerge() {}

  /**
   * Writes the merged list.
   *
   * @param lists the lists, newest first
   */
  static long merge(FileSystem files, List<PositionLists.Entry> lists, Path target)
      throws IOException {
    try (Merged merged = open(files, lists)) {
      InputList.write(files, target, merged);
      return merged.count;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The same in memory, of lists that are short. */
  static List<IngestedInput> merge(FileSystem files, List<PositionLists.Entry> lists)
      throws IOException {
    try (Merged merged = open(files, lists)) {
      List<IngestedInput> inputs = new ArrayList<>();
      merged.forEachRemaining(inputs::add);
      return inputs;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * The merged list itself, as it is read. Its iterator throws {@link UncheckedIOException}.
   *
   * @param lists the lists, newest first
   */
  static Merged open(FileSystem files, List<PositionLists.Entry> lists) throws IOException {
    Merged merged = new Merged();
    try {
      for (int age = 0; age < lists.size(); age++) {
        InputList.Cursor cursor = InputList.open(files, lists.get(age));
        merged.open.add(cursor);
        advance(merged.heads, cursor, age);
      }
      return merged;
    } catch (IOException | RuntimeException e) {
      merged.close();
      throw e;
    }
  }

  private static void advance(PriorityQueue<Head> heads, InputList.Cursor cursor, int age)
      throws IOException {
    if (cursor.hasNext()) {
      heads.add(new Head(cursor.next(), age, cursor));
    }
  }

  private record Head(IngestedInput input, int age, InputList.Cursor cursor) {}

  /** Inputs in the order of their paths, the newest of each path. */
  static final class Merged implements Iterator<IngestedInput>, AutoCloseable {
    private final PriorityQueue<Head> heads =
        new PriorityQueue<>(
            Comparator.comparing((Head head) -> head.input().path()).thenComparingInt(Head::age));
    private final List<InputList.Cursor> open = new ArrayList<>();
    private long count;

    private Merged() {}

    @Override
    public void close() throws IOException {
      for (InputList.Cursor cursor : open) {
        cursor.close();
      }
    }

    @Override
    public boolean hasNext() {
      return !heads.isEmpty();
    }

    @Override
    public IngestedInput next() {
      Head newest = heads.poll();
      if (newest == null) {
        throw new NoSuchElementException();
      }
      try {
        advance(heads, newest.cursor(), newest.age());
        for (Head older = heads.peek();
            older != null && older.input().path().equals(newest.input().path());
            older = heads.peek()) {
          heads.remove(older);
          advance(heads, older.cursor(), older.age());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      count++;
      return newest.input();
    }
  }
}
