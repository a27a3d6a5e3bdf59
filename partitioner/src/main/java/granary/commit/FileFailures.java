package granary.commit;

import granary.failure.GranaryException;
import granary.failure.OutcomeUnknownException;
import granary.failure.StorageRefusal;
import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.ipc.RemoteException;

/** What a failure of the file system means to a commit. */
final class FileFailures {
  private FileFailures() {}

  /** Before the decision: nothing is visible. */
  static GranaryException undecided(CommitId id, IOException e) {
    IOException cause = e instanceof RemoteException remote ? remote.unwrapRemoteException() : e;
    String message =
        "Cannot commit " + id + ": " + StorageRefusal.words(cause) + "; nothing was committed";
    boolean lasting =
        StorageRefusal.reach(cause) == StorageRefusal.Reach.EVERYWHERE
            || cause instanceof FileNotFoundException;
    return lasting
        ? new WorkFailedException(message, cause)
        : new UnavailableException(message, cause);
  }

  /** After the decision: the commit will be finished, but was not by this call. */
  static OutcomeUnknownException decided(CommitId id, Exception e) {
    return new OutcomeUnknownException(
        "Cannot finish commit "
            + id
            + ": it is decided and will be finished by the next writer or by the same ID given"
            + " again; what stopped it is "
            + StorageRefusal.in(e).orElseGet(() -> String.valueOf(e.getMessage())),
        e);
  }
}
