package granary.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NodePathTest {
  @ParameterizedTest
  @ValueSource(strings = {"pos-eu", "a/b", ".", "..", "100%", "grün 雪 😀", "a.b", "\u0000"})
  void givesAnyNameBack(String name) {
    String encoded = NodePath.encode(name);
    assertThat(encoded).doesNotContain("/", ".").matches("[\\x20-\\x7e]+");
    assertThat(NodePath.decode(encoded)).isEqualTo(name);
  }
}
