package granary.jobs.ingest;

import granary.commit.IngestedInput;
import granary.failure.InvalidRequestException;
import granary.ingest.input.ContentDigest;
import granary.ingest.input.InputFile;
import granary.ingest.input.ReadPart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the parts of files together again, and checks that they are all of each: where the last
 * record of a part ends, the first one of the next has to begin. The first part begins where the
 * file does, so then all were read as one reader would have read the file.
 *
 * @param inputs the files whose parts meet
 * @param broken the paths of those whose parts do not, such as CSV with stray quotation marks, or
 *     Avro whose values hold its own sync marker
 */
record DividedInputs(List<IngestedInput> inputs, List<String> broken) {
  DividedInputs {
    inputs = List.copyOf(inputs);
    broken = List.copyOf(broken);
  }

  /**
   * Puts all parts of all divided files together.
   *
   * @throws InvalidRequestException if a part could not be read to its end, and those before it
   *     show that its records begin where it says: so it is the file's fault
   */
  static DividedInputs of(List<ReadPart> all) {
    Map<String, List<ReadPart>> byPath = new TreeMap<>();
    for (ReadPart part : all) {
      byPath.computeIfAbsent(part.part().file().path(), path -> new ArrayList<>()).add(part);
    }
    List<IngestedInput> inputs = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    byPath.forEach(
        (path, parts) -> {
          parts.sort(Comparator.comparingLong(part -> part.part().start()));
          if (isWhole(parts)) {
            inputs.add(input(parts));
          } else {
            broken.add(path);
          }
        });
    return new DividedInputs(inputs, broken);
  }

  private static boolean isWhole(List<ReadPart> parts) {
    long covered = 0;
    long next = 0;
    boolean whole = true;
    for (ReadPart part : parts) {
      whole &= part.part().start() == covered;
      covered = part.part().end();
      if (!part.holdsNothing()) {
        whole &= part.from() == next;
        if (part.fault().isPresent()) {
          if (whole) {
            throw new InvalidRequestException(part.fault().get());
          }
          return false;
        }
        // What is behind the last record of the file is no record.
        next = part.part().endsFile() ? covered : part.to();
      }
    }
    long length = parts.get(0).part().file().length();
    return whole && covered == length && next == length;
  }

  private static IngestedInput input(List<ReadPart> parts) {
    InputFile file = parts.get(0).part().file();
    List<String> chunks = parts.stream().flatMap(part -> part.chunks().stream()).toList();
    return new IngestedInput(
        file.path(), file.length(), file.modifiedMs(), ContentDigest.of(chunks));
  }
}
