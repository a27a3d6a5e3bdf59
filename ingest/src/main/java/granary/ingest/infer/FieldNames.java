package granary.ingest.infer;

import granary.dataset.Grain;
import granary.dataset.PartitionColumns;
import granary.ingest.record.ColumnNames;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gives the fields of one record names that every reader allows, each once. */
final class FieldNames {
  private static final int LONGEST = 120;
  private static final Set<String> PARTITION_COLUMNS =
      Stream.of(Grain.values())
          .flatMap(grain -> PartitionColumns.names(grain).stream())
          .collect(Collectors.toUnmodifiableSet());

  private final Set<String> taken = new HashSet<>();
  private final boolean top;
  private int count;

  /**
   * Names for one record.
   *
   * @param top whether it is the whole one, beside which the partition columns stand
   */
  FieldNames(boolean top) {
    this.top = top;
  }

  /** A name for the next field, from what it is called in the data. */
  String next(String original) {
    count++;
    String name = ColumnNames.normalised(original);
    if (name.length() > LONGEST) {
      name = name.substring(0, LONGEST);
    }
    if (name.isEmpty()) {
      name = "column_" + count;
    }
    if (top && PARTITION_COLUMNS.contains(name)) {
      name = name + "_";
    }
    String unique = name;
    for (int number = 2; !taken.add(unique); number++) {
      unique = name + "_" + number;
    }
    return unique;
  }

  /** The name that a field of a schema gets beside the partition columns. */
  static String besidePartitionColumns(String name) {
    return PARTITION_COLUMNS.contains(name.toLowerCase(java.util.Locale.ROOT)) ? name + "_" : name;
  }
}
