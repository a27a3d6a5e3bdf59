package granary.cli;

import granary.client.YarnJobs;
import granary.hive.HiveRegistry;
import granary.job.JobProgress;
import granary.job.JobRunner;
import granary.ledger.Ledger;
import granary.ledger.Ledgers;
import granary.local.LocalJobs;
import granary.settings.Settings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** The session of a real run. Parts that need a cluster are made on first use. */
final class LiveSession implements Session, AutoCloseable {
  private final GlobalOptions options;
  private final ClusterFinder finder;
  private final PrintStream messages;
  private final Deque<Runnable> opened = new ArrayDeque<>();
  private @Nullable Settings settings;
  private @Nullable Configuration hadoop;
  private @Nullable Ledger ledger;
  private @Nullable HiveRegistry hive;
  private @Nullable YarnJobs yarnJobs;
  private @Nullable ProgressDisplay progress;

  LiveSession(GlobalOptions options, ClusterFinder finder, PrintStream messages) {
    this.options = options;
    this.finder = finder;
    this.messages = messages;
  }

  @Override
  public Settings settings() {
    if (settings == null) {
      List<Map<String, String>> layers = new ArrayList<>();
      configurationDirectory()
          .map(directory -> directory.resolve("granary.yaml"))
          .filter(java.nio.file.Files::exists)
          .ifPresent(file -> layers.add(SettingsFile.read(file)));
      InstallationSettings.file().ifPresent(file -> layers.add(SettingsFile.read(file)));
      if (options.conf != null) {
        layers.add(SettingsFile.read(options.conf));
      }
      layers.add(options.settings);
      settings = Settings.of(KnownSettings.all(), layers);
    }
    return settings;
  }

  @Override
  public Configuration hadoop() {
    if (hadoop == null) {
      hadoop = Ledgers.clientConfiguration(HadoopConfigurations.of(configurationDirectory()));
      opened.push(InterruptOnExit.ofThisThread()::close);
    }
    return hadoop;
  }

  @Override
  public Ledger ledger() {
    if (ledger == null) {
      ServiceProbe.fileSystem(hadoop());
      ledger = Ledgers.open(settings(), hadoop());
      opened.push(ledger::close);
    }
    return ledger;
  }

  @Override
  public HiveRegistry hive() {
    if (hive == null) {
      hive = HiveRegistry.open(settings(), hadoop());
      opened.push(hive::close);
    }
    return hive;
  }

  @Override
  public JobRunner jobs() {
    if (execution() == Execution.LOCAL) {
      return new LocalJobs(settings(), hadoop());
    }
    return yarnJobs();
  }

  @Override
  public YarnJobs yarnJobs() {
    if (yarnJobs == null) {
      ServiceProbe.fileSystem(hadoop());
      yarnJobs = YarnJobs.open(settings(), hadoop());
      opened.push(yarnJobs::close);
    }
    return yarnJobs;
  }

  @Override
  public Execution execution() {
    if (options.execution != null) {
      return options.execution;
    }
    boolean yarn =
        !HadoopConfigurations.isDefault(hadoop(), "yarn.resourcemanager.hostname")
            || !HadoopConfigurations.isDefault(hadoop(), "yarn.resourcemanager.address")
            || !HadoopConfigurations.isDefault(hadoop(), "yarn.resourcemanager.ha.rm-ids");
    return yarn ? Execution.YARN : Execution.LOCAL;
  }

  @Override
  public Consumer<JobProgress> progress() {
    if (progress == null) {
      progress = new ProgressDisplay(messages, ProgressDisplay.onTerminal(), clock());
    }
    return progress;
  }

  /** Leaves the terminal to the report. */
  void endProgress() {
    if (progress != null) {
      progress.close();
    }
  }

  @Override
  public PrintStream messages() {
    return messages;
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  private Optional<Path> configurationDirectory() {
    return finder.configurationDirectory();
  }

  /** Closes what was opened, the latest first. The first failure is thrown when all are closed. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().run();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
