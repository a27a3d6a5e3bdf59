package granary.types;

import java.util.ArrayList;
import java.util.List;

/**
 * One Avro type with values.
 *
 * @param column the column that has it
 * @param label what the README calls it
 * @param avro the type's JSON; the column is a union of null and this
 * @param json the values as input has them
 * @param probes what readers are asked for: the column, or leaves of it
 */
record TypeCase(String column, String label, String avro, List<String> json, List<Probe> probes) {

  /**
   * An expression and what it gives for each value.
   *
   * @param path the column or a leaf of it: {@code point.x}
   * @param clock how times are to be taken
   * @param expected canonical texts, {@code NULL} for NULL
   */
  record Probe(String path, Clock clock, List<String> expected) {
    /**
     * What comes through Hive's JDBC driver: it holds dates and timestamps in classes whose
     * calendar leaves out 5 to 14 October 1582, and makes ten days later of them.
     */
    List<String> hive() {
      return clock.isMicros()
          ? expected
          : expected.stream().map(text -> text.replaceFirst("^1582-10-10", "1582-10-20")).toList();
    }
  }

  /** How a reader's times are to be taken. */
  enum Clock {
    ZONED,
    /** On a clock without zone; Granary's query gives it as if in UTC. */
    LOCAL,
    /** As ZONED; Hive gives microseconds. */
    ZONED_MICROS,
    /** As LOCAL; Hive gives microseconds. */
    LOCAL_MICROS;

    boolean isLocal() {
      return this == LOCAL || this == LOCAL_MICROS;
    }

    boolean isMicros() {
      return this == ZONED_MICROS || this == LOCAL_MICROS;
    }
  }

  /** A type of single values; {@code values} are JSON and expected text in turn. */
  static TypeCase of(String column, String label, String avro, Clock clock, String... values) {
    List<String> json = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < values.length; i += 2) {
      json.add(values[i]);
      expected.add(values[i + 1]);
    }
    return new TypeCase(column, label, avro, json, List.of(new Probe(column, clock, expected)));
  }

  static TypeCase of(String column, String label, String avro, String... values) {
    return of(column, label, avro, Clock.ZONED, values);
  }

  /** The same, asked also for another path. */
  TypeCase probe(String path, String... expected) {
    List<Probe> all = new ArrayList<>(probes);
    all.removeIf(probe -> probe.expected().isEmpty());
    all.add(new Probe(path, Clock.ZONED, List.of(expected)));
    return new TypeCase(column, label, avro, json, all);
  }

  /** A type that is asked for by its leaves; {@link #probe} names them. */
  static TypeCase record(String column, String label, String avro, String... json) {
    Probe none = new Probe(column, Clock.ZONED, List.of());
    return new TypeCase(column, label, avro, List.of(json), List.of(none));
  }
}
