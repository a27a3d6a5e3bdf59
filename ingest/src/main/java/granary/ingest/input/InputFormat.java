package granary.ingest.input;

import granary.failure.InvalidRequestException;
import java.util.Locale;
import java.util.Optional;

/** How records stand in a file. */
public enum InputFormat {
  /** Text with a header, by RFC 4180. */
  CSV,
  /** One JSON object a line. */
  JSONL,
  /** A JSON document: one array of objects. */
  JSON,
  /** A document if it begins with an array, else one object a line. */
  JSON_OR_JSONL,
  /** Avro container files, whatever their codec. */
  AVRO;

  /**
   * The format that a user named.
   *
   * @throws InvalidRequestException if there is none of the name
   */
  public static InputFormat parse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "csv" -> CSV;
      case "jsonl", "ndjson" -> JSONL;
      case "json" -> JSON;
      case "avro" -> AVRO;
      default ->
          throw new InvalidRequestException(
              "Cannot ingest format " + text + ": csv, jsonl, json or avro was expected");
    };
  }

  /** The format that a file's name makes clear. */
  static Optional<InputFormat> guess(String fileName) {
    String name = Compression.unpackedName(fileName);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv", "tsv", "tab" -> Optional.of(CSV);
      case "jsonl", "ndjson" -> Optional.of(JSONL);
      case "json" -> Optional.of(JSON_OR_JSONL);
      case "avro" -> Optional.of(AVRO);
      default -> Optional.empty();
    };
  }
}
