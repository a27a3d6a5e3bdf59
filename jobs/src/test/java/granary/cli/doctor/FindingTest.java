package granary.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FindingTest {
  @Test
  void levelsAreLowerCaseInJson() throws JsonProcessingException {
    assertThat(
            new JsonMapper()
                .writeValueAsString(
                    List.of(Finding.ok("a"), Finding.warning("b", "c"), Finding.error("d", "e"))))
        .isEqualTo(
            "[{\"level\":\"ok\",\"what\":\"a\",\"remedy\":\"\"},"
                + "{\"level\":\"warning\",\"what\":\"b\",\"remedy\":\"c\"},"
                + "{\"level\":\"error\",\"what\":\"d\",\"remedy\":\"e\"}]");
  }
}
