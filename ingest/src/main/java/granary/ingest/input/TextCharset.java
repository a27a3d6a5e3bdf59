package granary.ingest.input;

import granary.failure.InvalidRequestException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;

/**
 * The characters of a file: by name, as Java knows them. UTF-8 is read as it is, unless the file
 * begins with the byte order mark of UTF-16 or UTF-32, which no UTF-8 does; then as that.
 *
 * @param name the charset's canonical name
 */
public record TextCharset(String name) {
  /** UTF-8, or what a byte order mark says. */
  public static final TextCharset DEFAULT = new TextCharset("UTF-8");

  public TextCharset {
    name = find(name).name();
  }

  private static Charset find(String name) {
    try {
      Charset charset = Charset.forName(name.strip());
      charset.newDecoder();
      return charset;
    } catch (IllegalCharsetNameException
        | UnsupportedCharsetException
        | UnsupportedOperationException e) {
      throw new InvalidRequestException(
          "Cannot read charset "
              + name
              + ": one such as UTF-8, UTF-16, ISO-8859-1 or windows-1252 was expected",
          e);
    }
  }

  /** Whether text is in UTF-8 already, so that bytes in the file are bytes of the text. */
  public boolean holdsUtf8() {
    return name.equals(StandardCharsets.UTF_8.name());
  }

  Charset charset() {
    return Charset.forName(name);
  }
}
