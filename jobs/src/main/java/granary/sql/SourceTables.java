package granary.sql;

import java.util.Optional;

/** What SQL can name after FROM. */
public interface SourceTables {
  /** The table of a name, whose case does not count. */
  Optional<SourceTable> find(String name);

  /** Words on what was probably meant by a name that is not there, or an empty text. */
  String hint(String name);
}
