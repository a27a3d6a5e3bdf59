package granary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import granary.failure.InvalidRequestException;
import granary.failure.OutcomeUnknownException;
import granary.failure.UnavailableException;
import granary.job.JobProgress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutputTest {
  private static final List<List<@Nullable Object>> ROWS =
      List.of(
          Arrays.asList("a,\"b\"", new BigDecimal("1E+3"), LocalDate.of(2026, 11, 22)),
          Arrays.asList("", null, null));

  @Test
  void csvKeepsDecimalsExactAndTellsNullFromEmpty() {
    assertThat(ResultText.csv(List.of("text", "amount", "day"), ROWS))
        .isEqualTo("text,amount,day\n\"a,\"\"b\"\"\",1000,2026-11-22\n\"\",,\n");
  }

  @Test
  void jsonIsOneArrayOfObjects() {
    assertThat(ResultText.json(List.of("text", "amount", "day"), ROWS))
        .isEqualTo(
            "[{\"text\":\"a,\\\"b\\\"\",\"amount\":1000,\"day\":\"2026-11-22\"},"
                + "{\"text\":\"\",\"amount\":null,\"day\":null}]\n");
    assertThat(Json.text(List.of(Instant.parse("2026-11-22T10:00:00.5Z"))))
        .isEqualTo("[\"2026-11-22T10:00:00.500Z\"]");
  }

  @Test
  void numbersStandToTheRightInTables() {
    assertThat(ResultText.table(List.of("text", "amount", "day"), ROWS))
        .isEqualTo(
            """
            text   amount  day
            -----  ------  ----------
            a,"b"    1000  2026-11-22
                     NULL  NULL
            (2 rows)
            """);
  }

  @Test
  void controlCharactersDoNotBreakATable() {
    assertThat(Table.of("text").row("a\nb\tc\u001b").toString()).endsWith("a\\nb\\tc\\u001b\n");
  }

  @Test
  void amountsAreForPeople() {
    assertThat(Amounts.of(1_234_567, "row")).isEqualTo("1,234,567 rows");
    assertThat(Amounts.of(1, "row")).isEqualTo("1 row");
    assertThat(Amounts.bytes(1023)).isEqualTo("1023 B");
    assertThat(Amounts.bytes(1 << 20)).isEqualTo("1.0 MiB");
    assertThat(Amounts.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
    assertThat(Amounts.seconds(Duration.ofMillis(420))).isEqualTo("0.42 s");
    assertThat(Amounts.seconds(Duration.ofSeconds(200))).isEqualTo("3 min 20 s");
    assertThat(Amounts.seconds(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
  }

  @Test
  void theKindOfAFailureDecidesTheExitCode() {
    assertThat(Failure.of(new InvalidRequestException("Cannot a: b"), "x"))
        .isEqualTo(new Failure("Cannot a: b", 2));
    assertThat(Failure.of(new UnavailableException("Cannot a:\n  b"), "x"))
        .isEqualTo(new Failure("Cannot a: b", 1));
    assertThat(Failure.of(new OutcomeUnknownException("Cannot a: b"), "x").exitCode()).isEqualTo(3);
    assertThat(Failure.of(new InterruptedException(), "query"))
        .isEqualTo(new Failure("Cannot finish query: it was interrupted; run it again", 130));
    assertThat(Failure.of(new IllegalStateException("odd"), "query"))
        .isEqualTo(new Failure("Cannot finish query: odd (IllegalStateException)", 1));
  }

  @Test
  void aServiceThatDoesNotAnswerIsNamed() {
    IOException hadoop =
        new IOException(
            "Call From here/127.0.0.1 to nowhere:8020 failed on connection exception: refused; For"
                + " more details see: …");
    assertThat(Failure.of(new IOException("outer", hadoop), "query").message())
        .isEqualTo("Cannot finish query: nowhere:8020 does not answer");
  }

  @Test
  void progressIsALineEveryFewSecondsWhereNobodyWatches() {
    Instant[] now = {Instant.EPOCH};
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ProgressDisplay display =
        new ProgressDisplay(
            new PrintStream(out, true, StandardCharsets.UTF_8), false, () -> now[0])) {
      for (int i = 0; i < 20; i++) {
        display.accept(new JobProgress("running", "scan", i, 2, 20, 1_000L * i, 0));
        now[0] = now[0].plusMillis(500);
      }
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            running, scan, 0 of 20 tasks (2 running), 0.00 s
            running, scan, 10 of 20 tasks (2 running), 10,000 records, 5.00 s
            """);
  }
}
