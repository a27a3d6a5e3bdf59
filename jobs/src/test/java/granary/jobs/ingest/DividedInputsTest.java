package granary.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputFormat;
import granary.ingest.input.InputPart;
import granary.ingest.input.ReadPart;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DividedInputsTest {
  private static final InputFile FILE =
      new InputFile("file:/a.avro", "file:/a.avro", 30, 0, InputFormat.AVRO);

  @Test
  void putsPartsTogetherThatMeet() {
    DividedInputs inputs =
        DividedInputs.of(List.of(part(20, 21, 30), part(0, 0, 13), part(10, 13, 21)));
    assertThat(inputs.inputs()).hasSize(1);
    assertThat(inputs.broken()).isEmpty();
    assertThat(
            DividedInputs.of(List.of(part(0, 0, 13), part(10, 12, 21), part(20, 21, 30))).broken())
        .containsExactly(FILE.path());
  }

  @Test
  void refusesAFileOfWhichAPartIsAtFaultAndDoubtsItElse() {
    ReadPart faulty =
        new ReadPart(new InputPart(FILE, 10, 20), 13, -1, List.of("00"), Optional.of("damaged"));
    assertThatThrownBy(() -> DividedInputs.of(List.of(part(0, 0, 13), faulty, part(20, 21, 30))))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("damaged");
    assertThat(DividedInputs.of(List.of(part(0, 0, 17), faulty, part(20, 21, 30))).broken())
        .containsExactly(FILE.path());
  }

  private static ReadPart part(long start, long from, long to) {
    InputPart part = new InputPart(FILE, start, start + 10);
    return new ReadPart(part, from, to, List.of("00"), Optional.empty());
  }
}
