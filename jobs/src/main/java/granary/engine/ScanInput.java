package granary.engine;

import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * What a fragment reads under the name {@code scan_input()}.
 *
 * @param columns every column that the fragment may ask for
 * @param splits where the rows lie
 * @param hadoop how to reach the files
 */
public record ScanInput(List<ScanColumn> columns, List<Split> splits, Configuration hadoop) {
  public ScanInput {
    columns = List.copyOf(columns);
    splits = List.copyOf(splits);
  }

  long rows() {
    return splits.stream().mapToLong(Split::rows).sum();
  }

  Scan open(List<ScanColumn> wanted) {
    return new AvroScan(hadoop, splits, wanted);
  }
}
