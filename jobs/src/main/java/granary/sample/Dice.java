package granary.sample;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The chances that sample records are drawn by; the same seed gives the same draws. */
final class Dice {
  /** How busy each hour of a day is: quiet nights, a peak at noon, a higher one in the evening. */
  private static final double[] HOURS = {
    2, 1, 1, 1, 1, 2, 4, 7, 9, 10, 11, 13, 14, 12, 11, 10, 11, 13, 15, 16, 14, 10, 6, 3
  };

  private static final double[] BUSY = sums(HOURS);
  private static final long DAY_SECONDS = 86_400;

  private final SplittableRandom random;
  private final LocalDate start;
  private final int days;

  Dice(long seed, LocalDate start, int days) {
    this.random = new SplittableRandom(seed);
    this.start = start;
    this.days = days;
  }

  /** Weights of ranks by Zipf's law, ready for {@link #rank}. */
  static double[] zipf(int ranks, double exponent) {
    double[] weights = new double[ranks];
    for (int rank = 0; rank < ranks; rank++) {
      weights[rank] = 1 / Math.pow(rank + 1, exponent);
    }
    return sums(weights);
  }

  private static double[] sums(double[] weights) {
    double[] sums = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i];
      sums[i] = sum;
    }
    return sums;
  }

  /** A place in the list of sums, by its weight. */
  int rank(double[] sums) {
    double drawn = random.nextDouble() * sums[sums.length - 1];
    int at = Arrays.binarySearch(sums, drawn);
    return Math.min(at < 0 ? -at - 1 : at, sums.length - 1);
  }

  /** One of them, the first ones more often. */
  String skewed(List<String> values) {
    double drawn = random.nextDouble();
    return values.get((int) (drawn * drawn * values.size()));
  }

  int number(int bound) {
    return random.nextInt(bound);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Positive, mostly small, seldom large. */
  double longTailed(double scale) {
    double logarithm = 0;
    for (int i = 0; i < 4; i++) {
      logarithm += random.nextDouble() - 0.5;
    }
    return scale * Math.exp(logarithm * 1.8);
  }

  /** A moment in the days of the sample, by the rhythm of a day. */
  Instant moment() {
    long day = random.nextInt(days);
    long second = rank(BUSY) * 3600L + random.nextInt(3600);
    return start
        .atStartOfDay(ZoneOffset.UTC)
        .toInstant()
        .plusSeconds(day * DAY_SECONDS + second)
        .plusMillis(random.nextInt(1000));
  }
}
