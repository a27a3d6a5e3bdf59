package granary.cli.doctor;

import granary.cli.Session;
import java.util.List;

/**
 * One check.
 *
 * @param name what is looked at, one or two words
 * @param remedy what to do if the check itself fails
 * @param look does it
 */
record Check(String name, String remedy, Look look) {
  /** Looks at something. An exception becomes a finding. */
  interface Look {
    List<Finding> findings(Session session) throws Exception;
  }
}
