package granary.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.attempt.FailureKind;
import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

final class FragmentTaskTest {
  private static final String MEMORY = "query.scan.memory is 768MiB";

  /** As DuckDB 2.0 tells of it. */
  @Test
  void aFullDiskIsNamedWithItsRemedy() {
    RuntimeException failure =
        FragmentTask.failed(
            new SQLException(
                "IO Error: Async write failed for range [offset=1967225, size=983081]:"
                    + " {\"exception_type\":\"IO\",\"exception_message\":\"Could not write file"
                    + " \\\"/tmp/s0-t0-a0/part.parquet\\\": No space left on device\","
                    + "\"errno\":\"28\"}"),
            MEMORY);

    assertThat(failure)
        .isInstanceOf(UnavailableException.class)
        .hasMessageStartingWith(
            "Cannot run a part of the query: Could not write file \"/tmp/s0-t0-a0/part.parquet\":"
                + " No space left on device; make room on that machine's local disk");
    assertThat(FailureKind.of(failure)).isEqualTo(FailureKind.REFUSED_HERE);
  }

  @Test
  void aFullSpillDirectoryIsNoLackOfMemory() {
    RuntimeException failure =
        FragmentTask.failed(
            new SQLException(
                "Out of Memory Error: failed to offload data block of size 256.0 KiB (15.3"
                    + " MiB/15.3 MiB used).\nThis limit was set by the 'max_temp_directory_size'"
                    + " setting."),
            MEMORY);

    assertThat(failure)
        .hasMessageContaining("(15.3 MiB/15.3 MiB used).; make room on that machine's local disk");
    assertThat(FailureKind.of(failure)).isEqualTo(FailureKind.REFUSED_HERE);
  }

  @Test
  void aLackOfMemoryIsNamedWithItsRemedy() {
    RuntimeException failure =
        FragmentTask.failed(
            new SQLException("Out of Memory Error: failed to allocate data\n\nPossible solutions:"),
            MEMORY);

    assertThat(failure)
        .hasMessage(
            "Cannot run a part of the query: Out of Memory Error: failed to allocate data; give its"
                + " tasks more memory (query.scan.memory is 768MiB)");
    assertThat(FailureKind.of(failure)).isEqualTo(FailureKind.TOO_LITTLE_MEMORY);
  }

  @Test
  void anErrorOfTheDataEndsTheQuery() {
    SQLException failure = new SQLException("Conversion Error: Could not convert 'x' to INT32");

    assertThatThrownBy(
            () -> {
              throw FragmentTask.failed(failure, MEMORY);
            })
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("Cannot run query: Conversion Error: Could not convert 'x' to INT32");
  }
}
