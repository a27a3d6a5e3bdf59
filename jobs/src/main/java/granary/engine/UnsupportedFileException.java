package granary.engine;

import org.apache.avro.Schema;

/** A file holds a leaf in a type that cannot become the column's. */
final class UnsupportedFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsupportedFileException(String path, Schema written, ColumnType wanted) {
    super(path + " is written as " + written + ", and " + wanted.sql() + " was expected");
  }
}
