package granary.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PartitionLayoutTest {
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 22, 5, 30);

  private static PartitionKey key(String source, Grain grain) {
    return new PartitionKey(new SourceName(source), Frequency.HOT, Period.of(grain, TIME));
  }

  @ParameterizedTest
  @CsvSource({
    "NONE,  source=pos-eu/frequency=hot",
    "MONTH, source=pos-eu/frequency=hot/month=2026-11",
    "DAY,   source=pos-eu/frequency=hot/day=2026-11-22",
    "HOUR,  source=pos-eu/frequency=hot/day=2026-11-22/hour=05"
  })
  void namesADirectoryForEachGrain(Grain grain, String path) {
    assertThat(PartitionLayout.path(grain, key("pos-eu", grain))).isEqualTo(path);
    assertThat(PartitionLayout.parse(grain, path)).isEqualTo(key("pos-eu", grain));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a/b=c", "100%", "a:b", "grün 雪 😀", "..", "_x", "{a}[b]^", "a%2Fb", "q?'\"#*\\"})
  void givesAnySourceBackFromOneComponent(String source) {
    String path = PartitionLayout.path(Grain.DAY, key(source, Grain.DAY));
    assertThat(path.split("/", -1)).hasSize(3);
    assertThat(PartitionLayout.parse(Grain.DAY, path)).isEqualTo(key(source, Grain.DAY));
    // As Hadoop would take it.
    assertThat(new org.apache.hadoop.fs.Path("hdfs://h:1/r", path).toString())
        .isEqualTo("hdfs://h:1/r/" + path);
  }

  @Test
  void escapesAsHiveDoes() {
    assertThat(PartitionLayout.escape("a/b:c=d%e grün")).isEqualTo("a%2Fb%3Ac%3Dd%25e grün");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " a", "a ", "__HIVE_DEFAULT_PARTITION__", "a\nb", "a\u0000b"})
  void refusesSourcesThatNoDirectoryCouldShow(String source) {
    assertThatThrownBy(() -> new SourceName(source)).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void refusesSourcesWhoseDirectoryNameWouldBeTooLong() {
    assertThat(new SourceName("x".repeat(200)).value()).hasSize(200);
    assertThatThrownBy(() -> new SourceName("x".repeat(201)))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> new SourceName("雪".repeat(67)))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> new SourceName("/".repeat(67)))
        .isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "source=a/frequency=hot",
        "frequency=hot/source=a/day=2026-11-22",
        "source=a/frequency=lukewarm/day=2026-11-22",
        "source=a/frequency=hot/day=2026-13-22",
        "source=a/frequency=hot/day",
        ""
      })
  void refusesOtherDirectories(String path) {
    assertThatThrownBy(() -> PartitionLayout.parse(Grain.DAY, path))
        .isInstanceOf(InvalidRequestException.class);
  }

  @ParameterizedTest
  @EnumSource(Grain.class)
  void givesAKeyBackFromTheLedgersValues(Grain grain) {
    PartitionKey key = key("pos-eu", grain);
    assertThat(PartitionColumns.key(grain, PartitionColumns.values(key))).isEqualTo(key);
    assertThat(PartitionColumns.values(key).size()).isEqualTo(PartitionColumns.names(grain).size());
  }
}
