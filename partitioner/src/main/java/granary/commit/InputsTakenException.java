package granary.commit;

import java.util.List;

/** Another commit ingested some of the same inputs first. Nothing was decided. */
public final class InputsTakenException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient List<String> paths;

  public InputsTakenException(List<String> paths) {
    super("Cannot commit: other commits have ingested the same inputs (" + paths + ")");
    this.paths = List.copyOf(paths);
  }

  public List<String> paths() {
    return paths;
  }
}
