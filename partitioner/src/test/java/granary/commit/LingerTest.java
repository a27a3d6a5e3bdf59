package granary.commit;

import static org.assertj.core.api.Assertions.assertThat;

import granary.coordination.Watch;
import java.util.ArrayDeque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LingerTest {
  /** Counts as listed; each count but the last is followed by a change at once. */
  private static final class Counts implements Linger.Counter {
    private final ArrayDeque<Integer> counts;

    Counts(Integer... counts) {
      this.counts = new ArrayDeque<>(List.of(counts));
    }

    @Override
    public int count(Watch watch) {
      int count = counts.remove();
      if (!counts.isEmpty()) {
        watch.tell();
      }
      return count;
    }
  }

  private static LandedCommits.Move last(int commits, long millis) {
    return new LandedCommits.Move(
        1,
        1,
        "file:/metadata/1",
        millis,
        IntStream.range(0, commits).mapToObj(i -> new CommitId("c" + i)).toList());
  }

  @Test
  void doesNotWaitForACommitOnItsOwn() {
    Counts counts = new Counts(1, 2);
    Linger.await(last(5, 60_000), counts, 100);
    assertThat(counts.counts).containsExactly(2);
  }

  @Test
  void waitsUntilThoseOfTheLastMoveAreThereAgain() {
    Counts counts = new Counts(3, 4, 5, 8, 9);
    Linger.await(last(5, 60_000), counts, 100);
    assertThat(counts.counts).containsExactly(9);
  }

  @Test
  void waitsForNoMoreThanCanBeTakenAlong() {
    Counts counts = new Counts(3, 6, 9);
    Linger.await(last(5, 60_000), counts, 6);
    assertThat(counts.counts).containsExactly(9);
  }

  @Test
  void waitsNoLongerThanTheLastMoveTook() {
    Counts counts = new Counts(2, 3);
    Linger.await(last(5, 0), counts, 100);
    assertThat(counts.counts).containsExactly(3);
  }
}
