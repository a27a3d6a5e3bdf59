package granary.ingest.json;

import granary.ingest.input.InputFormat;
import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import java.io.IOException;

/**
 * Finds where each record of a JSON file begins and ends. The offsets of a record hold until the
 * next one is asked for. Owned by one thread.
 */
public sealed interface JsonFrames permits JsonLineFrames, JsonArrayFrames {
  /**
   * The records of an open file.
   *
   * @param file its name, for messages
   * @param window its text
   * @param format JSON lines, a document, or whichever of them it begins like
   */
  static JsonFrames of(String file, TextWindow window, InputFormat format) throws IOException {
    boolean document =
        switch (format) {
          case JSONL -> false;
          case JSON -> true;
          case JSON_OR_JSONL -> beginsWithArray(window);
          default -> throw new IllegalArgumentException("Invalid format of JSON: " + format);
        };
    return document ? new JsonArrayFrames(file, window) : new JsonLineFrames(window);
  }

  private static boolean beginsWithArray(TextWindow window) throws IOException {
    int seen = 0;
    while (true) {
      for (int at = window.start() + seen; at < window.end(); at++) {
        byte next = window.bytes()[at];
        if (next != ' ' && next != '\t' && next != '\r' && next != '\n') {
          return next == '[';
        }
      }
      seen = window.end() - window.start();
      if (!window.more()) {
        return false;
      }
    }
  }

  /**
   * Goes to the next record.
   *
   * @return false at the end of the file
   * @throws BadRecordException if it is too long; the one behind it can be asked for
   * @throws granary.failure.InvalidRequestException if the file is broken as a whole
   */
  boolean next() throws IOException, BadRecordException;

  /** Where the record lies. */
  byte[] bytes();

  int start();

  /** Behind its last byte. */
  int stop();

  /** The line that it begins in, from 1. */
  long line();

  /** A copy of the record, on one line; the beginning of one that was too long. */
  byte[] recordBytes();

  /**
   * Says that the record is no JSON.
   *
   * @param at where it goes wrong
   * @throws granary.failure.InvalidRequestException if no record of the file can then be trusted
   */
  void brokenAt(int at, BadRecordException cause);
}
