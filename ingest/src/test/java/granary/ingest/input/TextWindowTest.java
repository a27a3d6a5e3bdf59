package granary.ingest.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextWindowTest {
  private static final String TEXT = "a,b\né,€😀\n".repeat(30_000);

  @Test
  void makesUtf8OfDeclaredCharsets() throws IOException {
    for (String name : new String[] {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "GB18030"}) {
      assertThat(text(TEXT.getBytes(Charset.forName(name)), name)).as(name).isEqualTo(TEXT);
    }
    assertThat(text("é,ü".getBytes(StandardCharsets.ISO_8859_1), "latin1")).isEqualTo("é,ü");
    assertThat(text(new byte[] {(byte) 0x80}, "windows-1252")).isEqualTo("€");
    assertThat(text("\ufeffa".getBytes(StandardCharsets.UTF_16LE), "UTF-16LE")).isEqualTo("a");
  }

  @Test
  void obeysAByteOrderMarkWhereNoCharsetWasDeclared() throws IOException {
    for (String name : new String[] {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"}) {
      byte[] marked = ("\ufeff" + TEXT).getBytes(Charset.forName(name));
      assertThat(text(marked, "utf8")).as(name).isEqualTo(TEXT);
    }
    assertThat(text(TEXT.getBytes(StandardCharsets.UTF_8), "UTF-8")).isEqualTo(TEXT);
    assertThat(text(new byte[0], "UTF-8")).isEmpty();
    assertThat(text(new byte[] {'a'}, "UTF-8")).isEqualTo("a");
  }

  @Test
  void marksBytesThatSayNothingInTheDeclaredCharset() throws IOException {
    byte[] cut = Arrays.copyOf("ab".getBytes(StandardCharsets.UTF_16LE), 3);
    assertThat(bytes(cut, "UTF-16LE")).containsExactly('a', 0xff);
    assertThat(bytes(new byte[] {'a', (byte) 0x81, 'b'}, "windows-1252"))
        .containsExactly('a', 0xff, 'b');
    assertThat(bytes(new byte[] {'a', (byte) 0xe9, 'b'}, "US-ASCII"))
        .containsExactly('a', 0xff, 'b');
  }

  @Test
  void readsWhatFollowsTheFirstUnitOfAMalformedSequence() throws IOException {
    byte[] surrogate = "a\ud800\nb".getBytes(StandardCharsets.UTF_16LE);
    // Java's encoder would replace it.
    surrogate[2] = 0;
    surrogate[3] = (byte) 0xd8;
    assertThat(bytes(surrogate, "UTF-16LE")).containsExactly('a', 0xff, 0xff, '\n', 'b');
    byte[] cut = {'a', (byte) 0x81, 0x30, '\n', 'b'};
    assertThat(bytes(cut, "GB18030")).containsExactly('a', 0xff, '0', '\n', 'b');
    assertThat(bytes(new byte[] {(byte) 0x93, '\n', 'b'}, "Shift_JIS"))
        .containsExactly(0xff, '\n', 'b');
  }

  @Test
  void refusesACharsetThatNobodyKnows() {
    assertThatThrownBy(() -> new TextCharset("latin-77"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("Cannot read charset latin-77");
    assertThatThrownBy(() -> new TextCharset("a b")).isInstanceOf(InvalidRequestException.class);
  }

  private static String text(byte[] stored, String charset) throws IOException {
    return new String(bytes(stored, charset), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(byte[] stored, String charset) throws IOException {
    Random chunks = new Random(1);
    ByteArrayInputStream in = new ByteArrayInputStream(stored);
    TextWindow window =
        TextWindow.over(
            (target, offset, length) ->
                in.read(target, offset, Math.min(length, 1 + chunks.nextInt(500))),
            new TextCharset(charset),
            1 << 24);
    boolean more = true;
    while (more) {
      more = window.more();
    }
    return Arrays.copyOfRange(window.bytes(), window.start(), window.end());
  }
}
