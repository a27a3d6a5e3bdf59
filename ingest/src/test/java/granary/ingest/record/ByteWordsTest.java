package granary.ingest.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteWordsTest {
  private final Random random = new Random(9);

  @Test
  void findsTheFirstByteWantedOnly() {
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(40)];
      byte wanted = (byte) (random.nextBoolean() ? '\n' : random.nextInt(256));
      for (int i = 0; i < bytes.length; i++) {
        // Also its neighbours, which borrows turn into wrong marks.
        bytes[i] = (byte) (random.nextInt(4) == 0 ? wanted + random.nextInt(3) : random.nextInt());
      }
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(bytes.length - from + 1);
      int expected = from;
      while (expected < to && bytes[expected] != wanted) {
        expected++;
      }
      assertThat(ByteWords.indexOf(bytes, from, to, wanted)).isEqualTo(expected);
    }
  }

  @Test
  void marksWhatIsSpecialInJsonStrings() {
    byte[] often = {'"', '!', '#', '\\', '[', ']', 0x1f, 0x20, 0, 0x7f, -1, -128, (byte) 0xa2};
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = new byte[8];
      for (int i = 0; i < bytes.length; i++) {
        boolean plain = random.nextInt(3) > 0;
        bytes[i] = plain ? (byte) random.nextInt() : often[random.nextInt(often.length)];
      }
      int expected = 0;
      while (expected < 8
          && bytes[expected] != '"'
          && bytes[expected] != '\\'
          && (bytes[expected] < 0 || bytes[expected] >= ' ')) {
        expected++;
      }
      long word = ByteWords.get(bytes, 0);
      long marks = ByteWords.jsonSpecials(word);
      assertThat(marks == 0 ? 8 : ByteWords.firstMarked(marks)).isEqualTo(expected);
      if (expected < 8) {
        assertThat(ByteWords.first(word, expected))
            .isEqualTo(ByteWords.get(Arrays.copyOf(Arrays.copyOf(bytes, expected), 8), 0));
      }
    }
  }

  @Test
  void copiesNothingBeforeAndLittleBehind() {
    for (int round = 0; round < 20_000; round++) {
      byte[] source = new byte[random.nextInt(60)];
      random.nextBytes(source);
      byte[] target = new byte[random.nextInt(60)];
      random.nextBytes(target);
      byte[] before = target.clone();
      int length = random.nextInt(Math.min(source.length, target.length) + 1);
      int from = random.nextInt(source.length - length + 1);
      int to = random.nextInt(target.length - length + 1);
      ByteWords.copy(source, from, target, to, length);
      assertThat(Arrays.copyOf(target, to)).isEqualTo(Arrays.copyOf(before, to));
      assertThat(Arrays.copyOfRange(target, to, to + length))
          .isEqualTo(Arrays.copyOfRange(source, from, from + length));
      int behind = Math.min(target.length, Math.max(to + length, to + 16));
      assertThat(Arrays.copyOfRange(target, behind, target.length))
          .isEqualTo(Arrays.copyOfRange(before, behind, target.length));
    }
  }
}
