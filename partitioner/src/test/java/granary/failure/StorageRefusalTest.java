package granary.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.stream.Stream;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.hdfs.protocol.NSQuotaExceededException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StorageRefusalTest {
  private static final String SAFE_MODE =
      "org.apache.hadoop.hdfs.server.namenode.SafeModeException";

  static Stream<Throwable> everywhere() {
    return Stream.of(
        new NSQuotaExceededException(10, 11),
        new DSQuotaExceededException(10, 11),
        remote("org.apache.hadoop.hdfs.protocol.NSQuotaExceededException", "full"),
        remote(SAFE_MODE, "Name node is in safe mode.\nIt was turned on manually."),
        new AccessControlException("Permission denied: user=x, access=WRITE"),
        new UncheckedIOException(new AccessControlException("Permission denied")),
        new IOException("/a is in a read only mount point"),
        new UnavailableException("Cannot commit x", new NSQuotaExceededException(10, 11)));
  }

  static Stream<Throwable> thisMachine() {
    return Stream.of(
        new IOException("No space left on device"),
        new FileNotFoundException("/x (Read-only file system)"),
        new FileNotFoundException("/x (Permission denied)"),
        new AccessDeniedException("/x"));
  }

  static Stream<Throwable> passing() {
    return Stream.of(
        remote(
            "java.io.IOException",
            "File /x could only be written to 0 of the 1 minReplication nodes."),
        remote(
            SAFE_MODE,
            "Cannot create file/x. Name node is in safe mode.\n"
                + "The reported blocks 0 needs additional 1 blocks to reach the threshold."
                + " Safe mode will be turned off automatically once the thresholds have been"
                + " reached."),
        new IOException("All datanodes [...] are bad. Aborting..."),
        new WorkFailedException("Cannot do this"));
  }

  @ParameterizedTest
  @MethodSource
  void everywhere(Throwable failure) {
    assertThat(StorageRefusal.reach(failure)).isEqualTo(StorageRefusal.Reach.EVERYWHERE);
  }

  @ParameterizedTest
  @MethodSource
  void thisMachine(Throwable failure) {
    assertThat(StorageRefusal.reach(failure)).isEqualTo(StorageRefusal.Reach.THIS_MACHINE);
  }

  @ParameterizedTest
  @MethodSource
  void passing(Throwable failure) {
    assertThat(StorageRefusal.reach(failure)).isEqualTo(StorageRefusal.Reach.PASSING);
  }

  @Test
  void saysWhatWasRefusedAndWhatMendsItInOneLine() {
    IOException failure =
        new IOException(
            remote(
                "java.io.IOException",
                "File /x could only be written to 0 of the 1 minReplication nodes."
                    + " There are 1 datanode(s) running and 1 node(s) are excluded in this"
                    + " operation.\n\tat org.apache.hadoop.Some.where(Some.java:1)"));

    assertThat(StorageRefusal.in(failure))
        .contains(
            "File /x could only be written to 0 of the 1 minReplication nodes."
                + " There are 1 datanode(s) running and 1 node(s) are excluded in this operation.;"
                + " its DataNodes are down or full (hdfs dfsadmin -report): start them, make room"
                + " or add some");
  }

  @Test
  void leavesToAnotherFailureOfOursWhatItSays() {
    assertThat(
            StorageRefusal.in(new WorkFailedException("Cannot do", new IOException("Disk quota"))))
        .isEmpty();
  }

  @Test
  void saysOnceWhatMendsTheRefusalBehindAFailure() {
    RemoteException full =
        remote(
            "java.io.IOException",
            """
            File /x could only be written to 0 of the 1 minReplication nodes.
            \tat org.apache.hadoop.Some.where(Some.java:1)
            \tat java.base/java.lang.Thread.run(Thread.java:840)
            """);
    UnavailableException bare =
        new UnavailableException("Cannot write: " + full.getMessage(), new IOException(full));

    String line = StorageRefusal.line(bare);

    assertThat(line)
        .isEqualTo(
            "Cannot write: File /x could only be written to 0 of the 1 minReplication nodes.; its"
                + " DataNodes are down or full (hdfs dfsadmin -report): start them, make room or"
                + " add some");
    assertThat(StorageRefusal.line(new UnavailableException(line, full))).isEqualTo(line);
    assertThat(StorageRefusal.line(new WorkFailedException("Cannot do"))).isEqualTo("Cannot do");
  }

  @Test
  void findsTheRefusalInWhatAContainerWroteLast() {
    assertThat(
            StorageRefusal.inText(
                """
                Application a failed 3 times due to AM Container exited with exitCode: 1
                Last 4096 bytes of stderr :
                org.apache.hadoop.ipc.RemoteException(java.io.IOException): File /j could only be \
                written to 0 of the 1 minReplication nodes.
                \tat org.apache.hadoop.Some.where(Some.java:1)
                """))
        .hasValueSatisfying(
            said ->
                assertThat(said)
                    .startsWith("File /j could only be written to 0 of")
                    .endsWith("start them, make room or add some"));
    assertThat(StorageRefusal.inText("Exit code: 1\nKilled by its user")).isEmpty();
  }

  private static RemoteException remote(String type, String message) {
    return new RemoteException(type, message);
  }
}
