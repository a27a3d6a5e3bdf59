package granary.cli.doctor;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a check found.
 *
 * @param level how bad it is
 * @param what one sentence
 * @param remedy what to do; empty where nothing has to be done
 */
record Finding(Level level, String what, String remedy) {
  /** ERROR: something does not work. WARNING: it works, and may not for long. */
  enum Level {
    @JsonProperty("ok")
    OK,
    @JsonProperty("warning")
    WARNING,
    @JsonProperty("error")
    ERROR
  }

  static Finding ok(String what) {
    return new Finding(Level.OK, what, "");
  }

  static Finding warning(String what, String remedy) {
    return new Finding(Level.WARNING, what, remedy);
  }

  static Finding error(String what, String remedy) {
    return new Finding(Level.ERROR, what, remedy);
  }
}
