package granary.ingest.json;

import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.ByteWords;
import granary.ingest.record.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over JSON text (RFC 8259), strictly, over bytes: no string is made, and text that nobody
 * asks for is checked and passed over. A lone surrogate is refused, since UTF-8 cannot hold it.
 */
final class JsonTokens {
  static final int MAX_DEPTH = 500;

  private byte[] bytes = new byte[0];
  private int at;
  private int end;
  private byte[] text = bytes;
  private int textStart;
  private int textStop;
  private byte[] scratch = new byte[256];
  private int scratchLength;

  void begin(byte[] source, int from, int to) {
    bytes = source;
    at = from;
    end = to;
  }

  /** What is walked over. */
  byte[] source() {
    return bytes;
  }

  /** Where the next byte is. */
  int position() {
    return at;
  }

  /** The next byte that is no blank, not consumed; 0 at the end. */
  byte peek() {
    // Most texts have no blanks between tokens.
    return at < end && bytes[at] > ' ' ? bytes[at] : peekBehindBlanks();
  }

  private byte peekBehindBlanks() {
    while (at < end) {
      byte next = bytes[at];
      if (next != ' ' && next != '\t' && next != '\r' && next != '\n') {
        return next;
      }
      at++;
    }
    return 0;
  }

  boolean atEnd() {
    peek();
    return at == end;
  }

  /** A place to come back to. */
  int mark() {
    return at;
  }

  void reset(int mark) {
    at = mark;
  }

  /** Consumes the next byte, which has to be this one. */
  void expect(char wanted) throws BadRecordException {
    if (peek() != wanted || at == end) {
      throw malformed("'" + wanted + "' was expected");
    }
    at++;
  }

  /** Consumes the next byte if it is this one. */
  boolean skip(char wanted) {
    if (peek() == wanted && at < end) {
      at++;
      return true;
    }
    return false;
  }

  /** Consumes blanks, the key and its colon, if they come next and are written as it says. */
  boolean skip(WrittenKey key) {
    peek();
    if (key.isAt(bytes, at, end)) {
      at += key.length();
      return true;
    }
    return false;
  }

  /** Consumes {@code true}, {@code false} or {@code null}. */
  void literal(String word) throws BadRecordException {
    int length = word.length();
    boolean same = end - at >= length;
    for (int i = 0; same && i < length; i++) {
      same = bytes[at + i] == word.charAt(i);
    }
    if (!same) {
      throw malformed("a value was expected");
    }
    at += length;
  }

  /** Consumes a number; {@link #text} is what it says. */
  void number() throws BadRecordException {
    int start = at;
    if (at < end && bytes[at] == '-') {
      at++;
    }
    if (at < end && bytes[at] == '0') {
      at++;
    } else {
      digits();
    }
    if (at < end && bytes[at] == '.') {
      at++;
      digits();
    }
    if (at < end && (bytes[at] == 'e' || bytes[at] == 'E')) {
      at++;
      if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      digits();
    }
    text = bytes;
    textStart = start;
    textStop = at;
  }

  private void digits() throws BadRecordException {
    int start = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == start) {
      throw malformed("a digit was expected");
    }
  }

  /** Consumes a string; {@link #text} is what it says, without escapes, and is UTF-8. */
  void string() throws BadRecordException {
    expect('"');
    int start = at;
    boolean ascii = passPlain();
    while (at < end) {
      byte next = bytes[at];
      if (next == '"') {
        checkText(ascii, bytes, start, at);
        text = bytes;
        textStart = start;
        textStop = at++;
        return;
      }
      if (next == '\\') {
        escapedString(start);
        return;
      }
      if (next >= 0 && next < ' ') {
        throw malformed("a control character stands in a string");
      }
      ascii &= next >= 0;
      at++;
    }
    throw malformed("a string does not end");
  }

  /**
   * Passes over the plain part of a string, eight bytes at a time, as far as that goes; whether it
   * is ASCII.
   */
  private boolean passPlain() {
    byte[] source = bytes;
    int last = end - Long.BYTES;
    int position = at;
    long all = 0;
    while (position <= last) {
      long word = ByteWords.get(source, position);
      long specials = ByteWords.jsonSpecials(word);
      if (specials != 0) {
        int plain = ByteWords.firstMarked(specials);
        all |= ByteWords.first(word, plain);
        position += plain;
        break;
      }
      all |= word;
      position += Long.BYTES;
    }
    at = position;
    return !ByteWords.anyHigh(all);
  }

  private static void checkText(boolean ascii, byte[] source, int from, int to)
      throws BadRecordException {
    if (!ascii && !Utf8.isValid(source, from, to)) {
      throw new BadRecordException(BadRecordReason.INVALID_UTF8, "a string is not UTF-8");
    }
  }

  private void escapedString(int start) throws BadRecordException {
    if (scratch.length < end - start) {
      scratch = new byte[end - start];
    }
    scratchLength = at - start;
    System.arraycopy(bytes, start, scratch, 0, scratchLength);
    while (at < end) {
      byte next = bytes[at++];
      if (next == '"') {
        checkText(false, scratch, 0, scratchLength);
        text = scratch;
        textStart = 0;
        textStop = scratchLength;
        return;
      }
      if (next == '\\') {
        escape();
        copyPlain();
      } else if (next >= 0 && next < ' ') {
        throw malformed("a control character stands in a string");
      } else {
        scratch[scratchLength++] = next;
      }
    }
    throw malformed("a string does not end");
  }

  /** Copies what {@link #passPlain} passes over. */
  private void copyPlain() {
    int start = at;
    passPlain();
    System.arraycopy(bytes, start, scratch, scratchLength, at - start);
    scratchLength += at - start;
  }

  private void escape() throws BadRecordException {
    byte letter = at < end ? bytes[at++] : 0;
    switch (letter) {
      case '"', '\\', '/' -> scratch[scratchLength++] = letter;
      case 'b' -> scratch[scratchLength++] = '\b';
      case 'f' -> scratch[scratchLength++] = '\f';
      case 'n' -> scratch[scratchLength++] = '\n';
      case 'r' -> scratch[scratchLength++] = '\r';
      case 't' -> scratch[scratchLength++] = '\t';
      case 'u' -> unicode();
      default -> throw malformed("an escape in a string is unknown");
    }
  }

  private void unicode() throws BadRecordException {
    int first = hexadecimal();
    int character = first;
    if (Character.isHighSurrogate((char) first)
        && end - at >= 2
        && bytes[at] == '\\'
        && bytes[at + 1] == 'u') {
      at += 2;
      int second = hexadecimal();
      if (!Character.isLowSurrogate((char) second)) {
        throw loneSurrogate();
      }
      character = Character.toCodePoint((char) first, (char) second);
    } else if (Character.isSurrogate((char) first)) {
      throw loneSurrogate();
    }
    // An escape is never shorter than what it stands for in UTF-8, so there is room.
    byte[] encoded = Character.toString(character).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(encoded, 0, scratch, scratchLength, encoded.length);
    scratchLength += encoded.length;
  }

  private int hexadecimal() throws BadRecordException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < end ? Character.digit((char) (bytes[at] & 0xff), 16) : -1;
      if (digit < 0 || bytes[at] < 0) {
        throw malformed("four hexadecimal digits were expected");
      }
      value = value * 16 + digit;
      at++;
    }
    return value;
  }

  private static BadRecordException loneSurrogate() {
    return new BadRecordException(
        BadRecordReason.INVALID_UTF8, "a string holds half of a surrogate pair");
  }

  /** Consumes a value of any kind. */
  void skipValue(int depth) throws BadRecordException {
    if (depth > MAX_DEPTH) {
      throw new BadRecordException(
          BadRecordReason.TOO_DEEP, "it is nested more than " + MAX_DEPTH + " levels deep");
    }
    switch (peek()) {
      case '{' -> skipObject(depth);
      case '[' -> skipArray(depth);
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw malformed("a value was expected");
    }
  }

  private void skipObject(int depth) throws BadRecordException {
    expect('{');
    if (skip('}')) {
      return;
    }
    do {
      peek();
      string();
      expect(':');
      skipValue(depth + 1);
    } while (skip(','));
    expect('}');
  }

  private void skipArray(int depth) throws BadRecordException {
    expect('[');
    if (skip(']')) {
      return;
    }
    do {
      skipValue(depth + 1);
    } while (skip(','));
    expect(']');
  }

  BadRecordException malformed(String what) {
    int from = Math.min(at, end);
    String near = new String(bytes, from, Math.min(20, end - from), StandardCharsets.UTF_8);
    return new BadRecordException(
        BadRecordReason.MALFORMED_JSON, what + (near.isEmpty() ? " at its end" : " at " + near));
  }

  /** Where the last string or number lies. */
  byte[] text() {
    return text;
  }

  int textStart() {
    return textStart;
  }

  int textStop() {
    return textStop;
  }

  boolean textIs(byte[] other) {
    return Arrays.equals(text, textStart, textStop, other, 0, other.length);
  }

  String textAsString() {
    return new String(text, textStart, textStop - textStart, StandardCharsets.UTF_8);
  }
}
