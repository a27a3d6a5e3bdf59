package granary.cli.doctor;

import java.time.Duration;

/** What clocks that differ mean. */
final class Clocks {
  private static final Duration WARNING = Duration.ofSeconds(5);
  private static final Duration ERROR = Duration.ofSeconds(60);

  private Clocks() {}

  /**
   * Compares another machine's clock with this one's.
   *
   * @param skewMs how far it is ahead
   * @param certainMs how far that may be wrong
   */
  static Finding finding(String whose, long skewMs, long certainMs) {
    String what =
        "the clock of "
            + whose
            + (Math.abs(skewMs) <= certainMs
                ? " agrees with this one"
                : " is "
                    + Math.abs(skewMs) / 1000.0
                    + " s "
                    + (skewMs > 0 ? "ahead of" : "behind")
                    + " this one");
    String remedy = "run an NTP client such as chrony on all machines";
    long least = Math.max(0, Math.abs(skewMs) - certainMs);
    if (least > ERROR.toMillis()) {
      return Finding.error(what, remedy);
    }
    return least > WARNING.toMillis() ? Finding.warning(what, remedy) : Finding.ok(what);
  }
}
