package granary.commit;

import static org.assertj.core.api.Assertions.assertThat;

import granary.coordination.Node;
import granary.coordination.NodeChange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LandedCommitsTest {
  private static final LandedCommits NONE = LandedCommits.of("uuid", Optional.empty());

  private static LandedCommits.Move move(int version, int commits) {
    return new LandedCommits.Move(
        version,
        1000 + version,
        "file:/metadata/" + version,
        20,
        IntStream.range(0, commits).mapToObj(i -> new CommitId("c" + version + "-" + i)).toList());
  }

  private static LandedCommits add(LandedCommits landed, LandedCommits.Move move) {
    NodeChange change = landed.add(move);
    String content =
        change instanceof NodeChange.Set set
            ? set.content()
            : ((NodeChange.Create) change).content();
    return LandedCommits.of(
        "uuid", Optional.of(new Node(content.getBytes(StandardCharsets.UTF_8), 3, 1)));
  }

  @Test
  void findsWhatTheLastMovesTookAlong() {
    LandedCommits landed = add(add(NONE, move(1, 2)), move(2, 1));

    assertThat(landed.find(new CommitId("c1-1"))).hasValue(move(1, 2));
    assertThat(landed.find(new CommitId("c2-0"))).hasValue(move(2, 1));
    assertThat(landed.find(new CommitId("c2-1"))).isEmpty();
    assertThat(landed.last()).hasValue(move(2, 1));
  }

  @Test
  void tellsWhatCameBetweenTwoVersionsOfThePointerOnlyIfItHasAllOfIt() {
    LandedCommits landed = add(add(add(NONE, move(4, 1)), move(5, 1)), move(7, 1));

    assertThat(landed.between(3, 5)).hasValue(List.of(move(5, 1), move(4, 1)));
    assertThat(landed.between(7, 7)).hasValue(List.of());
    assertThat(landed.between(2, 5)).isEmpty();
    assertThat(landed.between(5, 7)).isEmpty();
  }

  @Test
  void staysSmall() {
    LandedCommits landed = NONE;
    for (int version = 1; version <= 40; version++) {
      landed = add(landed, move(version, 1));
    }
    assertThat(landed.between(32, 40)).isPresent();
    assertThat(landed.between(31, 40)).isEmpty();

    landed = add(add(landed, move(41, 60)), move(42, 60));
    assertThat(landed.between(41, 42)).isPresent();
    assertThat(landed.between(40, 42)).isEmpty();
  }

  @Test
  void makesTheNodeWithTheFirstMove() {
    assertThat(NONE.add(move(1, 1))).isInstanceOf(NodeChange.Create.class);
    assertThat(add(NONE, move(1, 1)).add(move(2, 1)))
        .isInstanceOfSatisfying(
            NodeChange.Set.class, set -> assertThat(set.version()).isEqualTo(3));
  }
}
