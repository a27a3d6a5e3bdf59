package granary.ingest.infer;

import java.util.List;
import org.apache.avro.Schema;

/**
 * What inference found.
 *
 * @param schema an Avro record
 * @param notes what was mapped or is doubtful, one sentence each
 * @param times fields at the top that are dates or timestamps
 * @param textTimes fields at the top whose text looks like dates that need a pattern
 */
public record InferredSchema(
    Schema schema, List<String> notes, List<String> times, List<String> textTimes) {
  public InferredSchema {
    notes = List.copyOf(notes);
    times = List.copyOf(times);
    textTimes = List.copyOf(textTimes);
  }
}
