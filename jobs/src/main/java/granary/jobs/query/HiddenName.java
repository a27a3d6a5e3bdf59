package granary.jobs.query;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names under which results are written: they tell the job, and the process and machine that
 * write, so that whoever finds one can tell whether somebody is still at it.
 */
final class HiddenName {
  private static final Pattern WRITER = Pattern.compile("\\.(\\d+)@([^@/]+)");

  /** For what other machines have left, whose processes cannot be asked for. */
  private static final Duration LONG_AGO = Duration.ofDays(1);

  private HiddenName() {}

  /** What the names of all that is written for a file begin with. */
  static String prefix(String target) {
    return "_" + target + ".";
  }

  /** A name for this process and job. */
  static String of(String target, String job) {
    return prefix(target) + job + "." + ProcessHandle.current().pid() + "@" + host();
  }

  /**
   * Whether nobody writes a file any more: its process on this machine has ended, or it was not
   * written to for a day. A number that another process has now only makes it stay so long.
   */
  static boolean isAbandoned(ResultDirectory.Found file, String target, Instant now) {
    Matcher writer = WRITER.matcher(file.name());
    int from = prefix(target).length();
    // Only with a job in front: _a.csv.… also begins what is written for a file a.csv.b.
    if (!writer.find(from) || writer.end() != file.name().length()) {
      return false;
    }
    boolean ours = file.name().substring(from, writer.start()).matches("[a-z0-9-]+");
    boolean ended =
        writer.group(2).equals(host())
            && ProcessHandle.of(Long.parseLong(writer.group(1))).isEmpty();
    return ours && (ended || file.modifiedMs() < now.minus(LONG_AGO).toEpochMilli());
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A machine that does not know its own name asks for no other's processes either.
      return "localhost";
    }
  }
}
