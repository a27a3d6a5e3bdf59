package granary.jobs.query;

import granary.engine.ScanColumn;
import granary.engine.Split;
import java.util.List;

/** What a {@link ScanTask} does: {@code sql} over the rows of {@code splits}. */
record ScanPayload(String sql, List<ScanColumn> columns, List<Split> splits) {}
