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
    List<InputList.Cursor> open = new ArrayList<>();
    try {
      PriorityQueue<Head> heads =
          new PriorityQueue<>(
              Comparator.comparing((Head head) -> head.input().path()).thenComparingInt(Head::age));
      for (int age = 0; age < lists.size(); age++) {
        InputList.Cursor cursor = InputList.open(files, lists.get(age));
        open.add(cursor);
        advance(heads, cursor, age);
      }
      Merged merged = new Merged(heads);
      InputList.write(files, target, merged);
      return merged.count;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      for (InputList.Cursor cursor : open) {
        cursor.close();
      }
    }
  }

  private static void advance(PriorityQueue<Head> heads, InputList.Cursor cursor, int age)
      throws IOException {
    if (cursor.hasNext()) {
      heads.add(new Head(cursor.next(), age, cursor));
    }
  }

  private record Head(IngestedInput input, int age, InputList.Cursor cursor) {}

  private static final class Merged implements Iterator<IngestedInput> {
    private final PriorityQueue<Head> heads;
    private long count;

    private Merged(PriorityQueue<Head> heads) {
      this.heads = heads;
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
