package granary.ingest.input;

import granary.failure.InvalidRequestException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How records stand in a file. */
public enum InputFormat {
  /** Text with a header, by RFC 4180. */
  CSV,
  /** One JSON object a line. */
  JSONL,
  /** Avro container files, whatever their codec. */
  AVRO;

  private static final List<String> PLANNED = List.of("json");

  /**
   * The format that a user named.
   *
   * @throws InvalidRequestException if there is none of the name, or not yet
   */
  public static InputFormat parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "csv" -> CSV;
      case "jsonl", "ndjson" -> JSONL;
      case "avro" -> AVRO;
      default ->
          throw new InvalidRequestException(
              PLANNED.contains(text.toLowerCase(Locale.ROOT))
                  ? "Cannot ingest format "
                      + text
                      + ": it is not there yet; csv, jsonl and avro are"
                  : "Cannot ingest format " + text + ": csv, jsonl or avro was expected");
    };
  }

  /** The format that a file's name makes clear. */
  static Optional<InputFormat> guess(String fileName) {
    String name = Compression.unpackedName(fileName);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv" -> Optional.of(CSV);
      case "jsonl", "ndjson", "json" -> Optional.of(JSONL);
      case "avro" -> Optional.of(AVRO);
      default -> Optional.empty();
    };
  }
}
