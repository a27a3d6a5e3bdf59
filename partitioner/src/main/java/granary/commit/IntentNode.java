package granary.commit;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Optional;

/**
 * What the node of a decided commit holds.
 *
 * @param intent the intent itself, where it is small
 * @param file else the file that holds it
 * @param owner names the node that is there as long as the deciding process is alive and at it
 * @param epoch the commit's place among those that exchange directories: commits of a lower epoch
 *     come before it in the ledger
 * @param replaced lists of positions that this commit's merged list replaces
 */
record IntentNode(
    Optional<Intent> intent,
    Optional<String> file,
    String owner,
    long epoch,
    List<String> replaced) {
  IntentNode {
    replaced = List.copyOf(replaced);
  }

  String json() {
    return HdfsJson.text(this);
  }

  static IntentNode parse(String json) {
    try {
      return HdfsJson.MAPPER.readValue(json, IntentNode.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Invalid intent node: " + json, e);
    }
  }
}
