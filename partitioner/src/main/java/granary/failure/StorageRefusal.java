package granary.failure;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.ipc.RemoteException;

/**
 * Says what a file system's refusal means and what the user can do about it. HDFS's own messages
 * name the cause among stack traces and never the remedy.
 */
public final class StorageRefusal {
  /** What is looked for in the type or the message of a failure, and what mends it. */
  private record Known(String sign, String advice) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "NSQuotaExceededException",
              "raise the directory's quota of names (hdfs dfsadmin -setQuota) or remove files"),
          new Known(
              "DSQuotaExceededException",
              "raise the directory's quota of space (hdfs dfsadmin -setSpaceQuota) or remove"
                  + " files"),
          new Known("QuotaByStorageTypeExceededException", "raise the directory's quota of space"),
          new Known(
              "SafeModeException",
              "wait until HDFS has left safe mode (hdfs dfsadmin -safemode get)"),
          new Known(
              "AccessControlException",
              "have that permission granted (hdfs dfs -chmod, -chown or -setfacl)"),
          new Known(
              "could only be written to 0 of",
              "its DataNodes are down or full (hdfs dfsadmin -report)"),
          new Known("No space left on device", "make room on the local disk (java.io.tmpdir)"),
          new Known("Disk quota exceeded", "make room on the local disk (java.io.tmpdir)"),
          new Known("Read-only file system", "make the local directory writable (java.io.tmpdir)"),
          new Known("AccessDeniedException", "have permission on that file or directory granted"));

  private StorageRefusal() {}

  /** The refusal in one line with its remedy; empty if the failure is none that is known here. */
  public static Optional<String> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof GranaryException) {
        // It has said it, or something that is as good.
        return Optional.empty();
      }
      String type =
          cause instanceof RemoteException remote
              ? remote.getClassName()
              : cause.getClass().getName();
      String message = String.valueOf(cause.getMessage());
      for (Known known : KNOWN) {
        if (type.endsWith(known.sign()) || message.contains(known.sign())) {
          return Optional.of(firstLine(message) + "; " + known.advice());
        }
      }
    }
    return Optional.empty();
  }

  /** The same, or the failure's own first line. */
  public static String words(IOException failure) {
    return in(failure).orElseGet(() -> firstLine(String.valueOf(failure.getMessage())));
  }

  private static String firstLine(String message) {
    String line = message.lines().map(String::strip).findFirst().orElse("");
    // A refusal that crossed Hadoop's RPC begins with its type.
    return line.replaceFirst("^(?:[a-z0-9]+\\.)+[A-Za-z]+(?:Exception|Error): ", "");
  }
}
