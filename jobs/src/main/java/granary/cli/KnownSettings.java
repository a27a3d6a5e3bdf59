package granary.cli;

import granary.coordination.ZooKeeperSettings;
import granary.fsck.FsckSettings;
import granary.hive.HiveSettings;
import granary.ingest.IngestSettings;
import granary.ingest.infer.InferenceSettings;
import granary.jobs.query.QuerySettings;
import granary.ledger.LedgerSettings;
import granary.settings.Setting;
import granary.yarn.YarnSettings;
import java.util.List;
import java.util.stream.Stream;

/** Every setting that there is: the one place where a feature's list is registered. */
public final class KnownSettings {
  private KnownSettings() {}

  /** In the order of {@code conf/granary.yaml}. */
  public static List<Setting<?>> all() {
    return Stream.<List<Setting<?>>>of(
            LedgerSettings.all(),
            ClientSettings.all(),
            ZooKeeperSettings.all(),
            HiveSettings.all(),
            FsckSettings.all(),
            IngestSettings.all(),
            InferenceSettings.all(),
            QuerySettings.all(),
            YarnSettings.all())
        .flatMap(List::stream)
        .toList();
  }
}
