package granary.ingest.record;

/** Tells well-formed UTF-8 (RFC 3629: no surrogates, nothing overlong) from other bytes. */
public final class Utf8 {
  private Utf8() {}

  /**
   * Checks the bytes of a field.
   *
   * @throws BadRecordException if they are not UTF-8
   */
  static void check(byte[] text, int from, int to, String field) throws BadRecordException {
    if (!isValid(text, from, to)) {
      throw new BadRecordException(
          BadRecordReason.INVALID_UTF8, "field " + field + ": its text is not UTF-8");
    }
  }

  /** Whether the bytes from {@code from} to before {@code to} are UTF-8. */
  public static boolean isValid(byte[] text, int from, int to) {
    int position = from;
    while (position < to) {
      while (to - position >= 8 && !ByteWords.anyHigh(ByteWords.get(text, position))) {
        position += 8;
      }
      while (position < to && text[position] >= 0) {
        position++;
      }
      if (position < to) {
        int length = sequence(text, position, to);
        if (length == 0) {
          return false;
        }
        position += length;
      }
    }
    return true;
  }

  /** The length of the sequence of several bytes that begins here; 0 if it is none. */
  private static int sequence(byte[] text, int at, int to) {
    int first = text[at] & 0xff;
    if (first >= 0xc2 && first <= 0xdf) {
      return follows(text, at + 1, to, 0x80, 0xbf) ? 2 : 0;
    }
    if (first >= 0xe0 && first <= 0xef) {
      int low = first == 0xe0 ? 0xa0 : 0x80;
      int high = first == 0xed ? 0x9f : 0xbf;
      return follows(text, at + 1, to, low, high) && follows(text, at + 2, to, 0x80, 0xbf) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
      int low = first == 0xf0 ? 0x90 : 0x80;
      int high = first == 0xf4 ? 0x8f : 0xbf;
      return follows(text, at + 1, to, low, high)
              && follows(text, at + 2, to, 0x80, 0xbf)
              && follows(text, at + 3, to, 0x80, 0xbf)
          ? 4
          : 0;
    }
    return 0;
  }

  private static boolean follows(byte[] text, int at, int to, int low, int high) {
    return at < to && (text[at] & 0xff) >= low && (text[at] & 0xff) <= high;
  }
}
