package granary.commit;

import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * What the node of a decided commit holds.
 *
 * @param file the intent file
 * @param owner names the node that is there as long as the deciding process is alive and at it
 */
record IntentNode(String file, String owner) {
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
