package granary.client;

import granary.failure.StorageRefusal;
import granary.failure.UnavailableException;
import granary.job.JobDirectories;
import granary.job.JobId;
import granary.job.JobSpec;
import granary.journal.JobFiles;
import granary.journal.ShippedFile;
import granary.journal.StoredJob;
import granary.master.MasterMain;
import granary.master.MasterSize;
import granary.settings.Settings;
import granary.yarn.ContainerConfiguration;
import granary.yarn.ContainerVariables;
import granary.yarn.LaunchPlan;
import granary.yarn.YarnApplications;
import granary.yarn.YarnSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;

/** Brings a job to YARN: its code, its configuration, its specification, then the application. */
final class JobSubmission {
  private final Settings settings;
  private final Configuration hadoop;
  private final FileSystem fileSystem;
  private final JobDirectories directories;
  private final CodeLibrary library;
  private final InstantSource clock = InstantSource.system();

  JobSubmission(
      Settings settings,
      Configuration hadoop,
      FileSystem fileSystem,
      JobDirectories directories,
      CodeLibrary library) {
    this.settings = settings;
    this.hadoop = hadoop;
    this.fileSystem = fileSystem;
    this.directories = directories;
    this.library = library;
  }

  /**
   * A job that YARN has.
   *
   * @param application YARN's ID
   * @param code what its containers get
   */
  record Submitted(String application, List<ShippedFile> code) {}

  Submitted submit(JobSpec job, JobFiles files, YarnApplications applications) {
    try {
      YarnSettings yarn = YarnSettings.from(settings);
      String user = UserGroupInformation.getCurrentUser().getShortUserName();
      fileSystem.mkdirs(directories.exchange(job.id()));
      List<ShippedFile> code = code(yarn, job.id());
      files.store(new StoredJob(job, settings.given(), user, clock.millis(), code));
      MasterSize size = MasterSize.of(job, yarn);
      String application =
          applications.submit(
              job.id().value(),
              yarn,
              size.memoryMib(),
              masterPlan(size, job, user, code),
              credentials());
      return new Submitted(application, code);
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot submit job "
              + job.id()
              + ": HDFS at "
              + fileSystem.getUri().getAuthority()
              + " failed ("
              + StorageRefusal.words(e)
              + ")",
          e);
    }
  }

  private List<ShippedFile> code(YarnSettings yarn, JobId job) throws IOException {
    ShippedCode shipped = new ShippedCode(library, job);
    List<ShippedFile> code = new ArrayList<>(shipped.shipProgram(ShippedCode.ownJar()));
    for (int i = 0; i < yarn.extraJars().size(); i++) {
      Path jar = ShippedCode.existing(Path.of(yarn.extraJars().get(i)));
      code.add(shipped.ship(jar, "extra-" + i + ".jar"));
    }
    ByteArrayOutputStream site = new ByteArrayOutputStream();
    ContainerConfiguration.write(hadoop, settings, site);
    code.add(shipped.shipPrivate(ContainerConfiguration.FILE, site.toByteArray()));
    return code;
  }

  private static LaunchPlan masterPlan(
      MasterSize size, JobSpec job, String user, List<ShippedFile> code) {
    Map<String, String> environment = new HashMap<>();
    environment.put(ContainerVariables.GRANARY_JOB.name(), job.id().value());
    if (!UserGroupInformation.isSecurityEnabled()) {
      environment.put("HADOOP_USER_NAME", user);
    }
    return new LaunchPlan(
        MasterMain.class.getName(),
        size.heapMib(),
        List.of("-XX:TieredStopAtLevel=1"),
        code,
        environment);
  }

  private Credentials credentials() throws IOException {
    Credentials credentials =
        new Credentials(UserGroupInformation.getCurrentUser().getCredentials());
    if (UserGroupInformation.isSecurityEnabled()) {
      String renewer =
          org.apache.hadoop.security.SecurityUtil.getServerPrincipal(
              hadoop.get("yarn.resourcemanager.principal", ""), "0.0.0.0");
      fileSystem.addDelegationTokens(renewer, credentials);
    }
    return credentials;
  }
}
