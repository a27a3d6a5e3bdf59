package granary.engine;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON text that is being written, as UTF-8. */
final class JsonBytes {
  private static final String HEXADECIMAL = "0123456789abcdef";

  private byte[] bytes = new byte[256];
  private int size;

  void clear() {
    size = 0;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, size);
  }

  void put(char ascii) {
    reserve(1);
    bytes[size++] = (byte) ascii;
  }

  void put(String text) {
    putRaw(text.getBytes(StandardCharsets.UTF_8));
  }

  void putRaw(byte[] utf8) {
    reserve(utf8.length);
    System.arraycopy(utf8, 0, bytes, size, utf8.length);
    size += utf8.length;
  }

  void putQuoted(String text) {
    putQuoted(text.getBytes(StandardCharsets.UTF_8));
  }

  void putQuoted(byte[] utf8) {
    reserve(6L * utf8.length + 2);
    bytes[size++] = '"';
    for (byte next : utf8) {
      if (next == '"' || next == '\\') {
        bytes[size++] = '\\';
        bytes[size++] = next;
      } else if (next >= 0 && next < ' ') {
        put("\\u00" + HEXADECIMAL.charAt(next >> 4) + HEXADECIMAL.charAt(next & 0xF));
      } else {
        bytes[size++] = next;
      }
    }
    bytes[size++] = '"';
  }

  /** JSON has no numbers for what is not finite: those are strings, as in input. */
  void putFloating(double value, String text) {
    if (Double.isFinite(value)) {
      put(text);
    } else {
      putQuoted(text);
    }
  }

  void putDecimal(BigDecimal value) {
    put(value.toPlainString());
  }

  private void reserve(long length) {
    if (bytes.length - size < length) {
      long wanted = Math.max(size + length, bytes.length * 2L);
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 64));
    }
  }
}
