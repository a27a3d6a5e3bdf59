package granary.failure;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.ipc.RemoteException;

/**
 * Says what a file system's refusal means and what the user can do about it. HDFS's own messages
 * name the cause among stack traces and never the remedy.
 */
public final class StorageRefusal {
  /** Whom a refusal meets again. */
  public enum Reach {
    /** Every process on every machine, until somebody has mended it. */
    EVERYWHERE,
    /** Every process on this machine; another machine may have what this one has not. */
    THIS_MACHINE,
    /** Nobody for certain: the next try, or one elsewhere, may go better. */
    PASSING
  }

  /** What is looked for in the type or the message of a failure, and what mends it. */
  private record Known(String sign, Reach reach, String advice) {}

  private static final String LOCAL =
      " (java.io.tmpdir; in YARN's containers yarn.nodemanager.local-dirs)";

  /** The first that fits counts. */
  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "NSQuotaExceededException",
              Reach.EVERYWHERE,
              "raise the directory's quota of names (hdfs dfsadmin -setQuota) or remove files"),
          new Known(
              "DSQuotaExceededException",
              Reach.EVERYWHERE,
              "raise the directory's quota of space (hdfs dfsadmin -setSpaceQuota) or remove"
                  + " files"),
          new Known(
              "QuotaByStorageTypeExceededException",
              Reach.EVERYWHERE,
              "raise the directory's quota of space"),
          // So it is after a start of the NameNode; what an administrator entered lasts.
          new Known(
              "Safe mode will be turned off automatically",
              Reach.PASSING,
              "wait until HDFS has left safe mode (hdfs dfsadmin -safemode get)"),
          new Known(
              "SafeModeException",
              Reach.EVERYWHERE,
              "wait until HDFS has left safe mode (hdfs dfsadmin -safemode get)"),
          new Known(
              "AccessControlException",
              Reach.EVERYWHERE,
              "have that permission granted (hdfs dfs -chmod, -chown or -setfacl)"),
          new Known(
              "is in a read only mount point",
              Reach.EVERYWHERE,
              "make that mount point of HDFS's router writable"),
          new Known(
              "could only be written to 0 of",
              Reach.PASSING,
              "its DataNodes are down or full (hdfs dfsadmin -report): start them, make room or"
                  + " add some"),
          new Known(
              "are bad. Aborting",
              Reach.PASSING,
              "its DataNodes failed in the middle of a file: look at their disks and logs (hdfs"
                  + " dfsadmin -report)"),
          new Known(
              "No space left on device",
              Reach.THIS_MACHINE,
              "make room on that machine's local disk" + LOCAL),
          // So YARN says it of a container that it cannot start.
          new Known(
              "No space available in any of the local directories",
              Reach.THIS_MACHINE,
              "make room on that machine's local disk" + LOCAL),
          // DuckDB counts what it spills against what was free before.
          new Known(
              "failed to offload data block",
              Reach.THIS_MACHINE,
              "make room on that machine's local disk" + LOCAL),
          new Known(
              "Disk quota exceeded",
              Reach.THIS_MACHINE,
              "make room on that machine's local disk" + LOCAL),
          new Known(
              "Read-only file system",
              Reach.THIS_MACHINE,
              "make that machine's local directory writable" + LOCAL),
          new Known(
              "AccessDeniedException",
              Reach.THIS_MACHINE,
              "have permission on that file or directory granted"),
          new Known(
              "(Permission denied)",
              Reach.THIS_MACHINE,
              "have permission on that file or directory granted"));

  /** How a refusal begins that crossed Hadoop's RPC or was wrapped: with types. */
  private static final Pattern TYPES =
      Pattern.compile("^(?:(?:[a-z0-9]+\\.)+[\\w$]+(?:Exception|Error)(?:\\([\\w.$]+\\))?: )+");

  private static final Pattern STACK = Pattern.compile("\\s+at [\\w.$/]+\\(.*|Caused by: .*");

  private StorageRefusal() {}

  /** The refusal in one line with its remedy; empty if the failure is none that is known here. */
  public static Optional<String> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof GranaryException) {
        // It has said it, or something that is as good.
        return Optional.empty();
      }
      Optional<Known> known = known(cause);
      if (known.isPresent()) {
        return Optional.of(
            firstLine(String.valueOf(cause.getMessage())) + "; " + known.get().advice());
      }
    }
    return Optional.empty();
  }

  /** The same of text in which a failure was logged, such as the last words of a process. */
  public static Optional<String> inText(String text) {
    return text.lines().flatMap(line -> in(new IOException(line)).stream()).findFirst();
  }

  /** Whom the refusal meets again; {@link Reach#PASSING} if the failure is none known here. */
  public static Reach reach(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<Known> known = known(cause);
      if (known.isPresent()) {
        return known.get().reach();
      }
    }
    return Reach.PASSING;
  }

  /**
   * A failure of ours in one line, without the stack trace that a server put into its message, and
   * with what mends the refusal behind it unless it says so itself.
   */
  public static String line(GranaryException failure) {
    String line =
        String.valueOf(failure.getMessage())
            .lines()
            .filter(each -> !STACK.matcher(each).matches())
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .collect(Collectors.joining(" "));
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<Known> known = known(cause);
      if (known.isPresent()) {
        String advice = known.get().advice();
        return line.contains(advice) ? line : line + "; " + advice;
      }
    }
    return line;
  }

  private static Optional<Known> known(Throwable failure) {
    String type =
        failure instanceof RemoteException remote
            ? remote.getClassName()
            : failure.getClass().getName();
    String message = String.valueOf(failure.getMessage());
    return KNOWN.stream()
        .filter(known -> type.endsWith(known.sign()) || message.contains(known.sign()))
        .findFirst();
  }

  /** The same, or the failure's own first line. */
  public static String words(IOException failure) {
    return in(failure).orElseGet(() -> firstLine(String.valueOf(failure.getMessage())));
  }

  private static String firstLine(String message) {
    String line = message.lines().map(String::strip).findFirst().orElse("");
    return TYPES.matcher(line).replaceFirst("");
  }
}
