package granary.cli;

import granary.client.YarnJobs;
import granary.hive.HiveRegistry;
import granary.job.JobProgress;
import granary.job.JobRunner;
import granary.jobs.run.Commands;
import granary.ledger.Ledger;
import granary.ledger.LedgerSettings;
import granary.ledger.Ledgers;
import granary.local.LocalJobs;
import granary.settings.Settings;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** The session of a real run. Parts that need a cluster are made on first use. */
final class LiveSession implements Session, AutoCloseable {
  private final GlobalOptions options;
  private final ClusterFinder finder;
  private final PrintStream out;
  private final PrintStream messages;
  private final Deque<Runnable> opened = new ArrayDeque<>();
  private @Nullable Settings settings;
  private @Nullable Configuration hadoop;
  private @Nullable Ledger ledger;
  private @Nullable HiveRegistry hive;
  private @Nullable YarnJobs yarnJobs;
  private @Nullable ProgressDisplay progress;
  private @Nullable InterruptOnExit exit;
  private boolean rootAnswers;

  LiveSession(GlobalOptions options, ClusterFinder finder, PrintStream out, PrintStream messages) {
    this.options = options;
    this.finder = finder;
    this.out = out;
    this.messages = messages;
  }

  @Override
  public Settings settings() {
    if (settings == null) {
      List<Map<String, String>> layers = new ArrayList<>();
      configurationDirectory()
          .map(directory -> directory.resolve("granary.yaml"))
          .filter(Files::exists)
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
      exit = InterruptOnExit.ofThisThread();
      opened.push(exit::close);
    }
    return hadoop;
  }

  @Override
  public boolean isStopped() {
    return Thread.currentThread().isInterrupted() || (exit != null && exit.requested());
  }

  private ServiceProbe probe() {
    return new ServiceProbe(ClientSettings.from(settings()).timeout());
  }

  @Override
  public void checkRoot() {
    if (!rootAnswers) {
      probe().fileSystem(new Path(LedgerSettings.from(settings()).root()), hadoop());
      rootAnswers = true;
    }
  }

  @Override
  public Ledger ledger() {
    if (ledger == null) {
      checkRoot();
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
      checkRoot();
      ServiceAddress manager = ServiceAddress.ofResourceManager(hadoop());
      ServiceProbe probe = probe();
      probe.connect(manager);
      YarnJobs jobs = YarnJobs.open(settings(), hadoop());
      opened.push(jobs::close);
      int ignored = probe.answer(manager, jobs::nodeManagers);
      yarnJobs = jobs;
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
  public Commands commands() {
    return new StepCommands(this);
  }

  @Override
  public Commands.Outcome outcome(String name, Callable<?> work) throws InterruptedException {
    return new StepCommands(this).outcome(name, work);
  }

  /** Prints the stack trace where the user wants it. */
  void trace(Throwable e) {
    if (options.debug) {
      e.printStackTrace(messages);
    }
  }

  @Override
  public Consumer<JobProgress> progress() {
    if (progress == null) {
      progress = new ProgressDisplay(messages, ProgressDisplay.onTerminal(), clock());
    }
    return progress;
  }

  @Override
  public void endProgress() {
    if (progress != null) {
      progress.close();
    }
  }

  @Override
  public Optional<PrintStream> rowsOut() {
    return options.json ? Optional.empty() : Optional.of(out);
  }

  @Override
  public PrintStream messages() {
    return messages;
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  private Optional<java.nio.file.Path> configurationDirectory() {
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
