package granary.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.UnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterLockTest {
  @TempDir Path directory;

  @Test
  void letsOneWorkAtATimeAndNamesTheFileToTheOther() throws Exception {
    ClusterLock lock = new ClusterLock(directory.resolve("lock"));
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<String> first =
        CompletableFuture.supplyAsync(
            () -> lock.holding(Duration.ofSeconds(5), () -> holdUntil(held, release)));
    assertThat(held.await(5, TimeUnit.SECONDS)).isTrue();

    assertThatThrownBy(() -> lock.holding(Duration.ofMillis(200), () -> "second"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(directory.resolve("lock").toString());

    release.countDown();
    assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo("first");
    assertThat(lock.<String>holding(Duration.ofSeconds(5), () -> "second")).isEqualTo("second");
  }

  private static String holdUntil(CountDownLatch held, CountDownLatch release) {
    held.countDown();
    try {
      assertThat(release.await(5, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return "first";
  }
}
