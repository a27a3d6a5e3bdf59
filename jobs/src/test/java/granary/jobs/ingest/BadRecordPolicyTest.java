package granary.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadRecordPolicyTest {
  @ParameterizedTest
  @CsvSource({"7,7,7", "0.7%,7,1000", "0%,0,5", "100%,5,5", "0.1%,1,1000", "33.3%,333,1000"})
  void allowsExactlySoMany(String text, long bad, long read) {
    BadRecordPolicy policy = BadRecordPolicy.parse(text);
    assertThat(policy.isExceeded(bad, read)).isFalse();
    assertThat(policy.isExceeded(bad + 1, read)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "101%", "-0.1%", "x", "NaN%", "", "%", "1.5"})
  void refusesWhatIsNeitherANumberNorAPercentage(String text) {
    assertThatThrownBy(() -> BadRecordPolicy.parse(text))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("--max-bad");
  }

  @Test
  void doesNotOverflow() {
    assertThat(BadRecordPolicy.parse("50%").isExceeded(Long.MAX_VALUE / 2, Long.MAX_VALUE))
        .isFalse();
  }
}
