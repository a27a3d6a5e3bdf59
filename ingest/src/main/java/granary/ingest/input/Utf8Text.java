package granary.ingest.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A text's bytes in UTF-8, made from those of another charset. For each byte that says nothing in
 * that charset there comes {@code 0xff}, which is no UTF-8, so that the record around it is bad and
 * not silently another.
 */
final class Utf8Text implements TextWindow.Source {
  private static final byte UNDECODABLE = (byte) 0xff;
  private static final int BYTES = 1 << 16;

  private final TextWindow.Source source;
  private final CharsetDecoder decoder;
  private final int unitBytes;
  private final ByteBuffer in = ByteBuffer.allocate(BYTES).flip();
  private final CharBuffer characters = CharBuffer.allocate(BYTES);
  private byte[] out = new byte[0];
  private int given;
  private boolean ended;
  private boolean flushed;

  Utf8Text(TextWindow.Source source, Charset charset) {
    this.source = source;
    this.unitBytes = unitBytes(charset);
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** The fewest bytes that a character takes. */
  private static int unitBytes(Charset charset) {
    String name = charset.name();
    return name.contains("UTF-16") ? 2 : name.contains("UTF-32") ? 4 : 1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (given == out.length) {
      if (flushed) {
        return -1;
      }
      decode();
    }
    int count = Math.min(length, out.length - given);
    System.arraycopy(out, given, target, offset, count);
    given += count;
    return count;
  }

  private void decode() throws IOException {
    fill();
    characters.clear();
    CoderResult result = decoder.decode(in, characters, ended);
    if (result.isUnderflow() && ended) {
      result = decoder.flush(characters);
      flushed = result.isUnderflow();
    }
    byte[] text = encoded();
    given = 0;
    if (!result.isError()) {
      out = text;
      return;
    }
    // What follows the first unit of a malformed sequence may say something: most often a line end.
    int length = result.isMalformed() ? Math.min(result.length(), unitBytes) : result.length();
    in.position(in.position() + length);
    out = java.util.Arrays.copyOf(text, text.length + length);
    java.util.Arrays.fill(out, text.length, out.length, UNDECODABLE);
  }

  private byte[] encoded() {
    characters.flip();
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(characters);
    byte[] text = new byte[bytes.remaining()];
    bytes.get(text);
    return text;
  }

  private void fill() throws IOException {
    if (ended) {
      return;
    }
    in.compact();
    int read = source.read(in.array(), in.position(), in.remaining());
    if (read < 0) {
      ended = true;
    } else {
      in.position(in.position() + read);
    }
    in.flip();
  }
}
