package granary.engine;

/** A column of a fragment's input or output. Fragments call them {@code c0}, {@code c1}, …. */
public record NamedColumn(String name, ColumnType type) {}
