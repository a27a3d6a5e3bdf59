package granary.sample;

import granary.failure.InvalidRequestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.avro.Schema;

/** What kinds of records there are. */
public enum SampleKind {
  /** Card payments. */
  TRANSACTIONS("created_at"),
  /** People with an account. */
  USERS("created_at"),
  /** Lines of services' logs, with nested attributes. */
  LOGS("ts");

  private final String timeField;

  SampleKind(String timeField) {
    this.timeField = timeField;
  }

  /** The kind that a user named. */
  public static SampleKind parse(String text) {
    for (SampleKind kind : values()) {
      if (kind.word().equals(text.toLowerCase(Locale.ROOT))) {
        return kind;
      }
    }
    throw new InvalidRequestException(
        "Cannot make a sample of " + text + ": transactions, users or logs was expected");
  }

  /** The name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The field that says when a record happened. */
  public String timeField() {
    return timeField;
  }

  /** The Avro schema of its records, as text. */
  public String schemaText() {
    String resource = "/granary/sample/" + word() + ".avsc";
    try (InputStream in = SampleKind.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("No resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Schema schema() {
    return new Schema.Parser().parse(schemaText());
  }
}
