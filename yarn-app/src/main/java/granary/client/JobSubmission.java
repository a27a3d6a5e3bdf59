package granary.client;

import granary.failure.UnavailableException;
import granary.job.JobDirectories;
import granary.job.JobSpec;
import granary.journal.JobFiles;
import granary.journal.ShippedFile;
import granary.journal.StoredJob;
import granary.master.MasterMain;
import granary.settings.Settings;
import granary.yarn.ContainerConfiguration;
import granary.yarn.ContainerVariables;
import granary.yarn.LaunchPlan;
import granary.yarn.YarnApplications;
import granary.yarn.YarnSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;

/** Brings a job to YARN: its code, its configuration, its specification, then the application. */
final class JobSubmission {
  private static final FsPermission OWNER_ONLY = new FsPermission((short) 0600);

  private final Settings settings;
  private final Configuration hadoop;
  private final FileSystem fileSystem;
  private final JobDirectories directories;
  private final InstantSource clock;

  JobSubmission(
      Settings settings,
      Configuration hadoop,
      FileSystem fileSystem,
      JobDirectories directories,
      InstantSource clock) {
    this.settings = settings;
    this.hadoop = hadoop;
    this.fileSystem = fileSystem;
    this.directories = directories;
    this.clock = clock;
  }

  /** Returns the application's ID. */
  String submit(JobSpec job, JobFiles files, YarnApplications applications) {
    try {
      YarnSettings yarn = YarnSettings.from(settings);
      String user = UserGroupInformation.getCurrentUser().getShortUserName();
      fileSystem.mkdirs(directories.exchange(job.id()));
      List<ShippedFile> code = code(yarn, job);
      files.store(new StoredJob(job, settings.given(), user, clock.millis(), code));
      return applications.submit(
          job.id().value(), yarn, masterPlan(yarn, job, user, code), credentials());
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot submit job "
              + job.id()
              + ": HDFS at "
              + fileSystem.getUri().getAuthority()
              + " failed ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  private List<ShippedFile> code(YarnSettings yarn, JobSpec job) throws IOException {
    ShippedCode shipped = new ShippedCode(fileSystem, directories.library());
    List<ShippedFile> code = new ArrayList<>();
    code.add(shipped.ship(ShippedCode.ownJar(), "granary.jar"));
    for (int i = 0; i < yarn.extraJars().size(); i++) {
      Path jar = ShippedCode.existing(Path.of(yarn.extraJars().get(i)));
      code.add(shipped.ship(jar, "extra-" + i + ".jar"));
    }
    var site =
        new org.apache.hadoop.fs.Path(directories.job(job.id()), ContainerConfiguration.FILE);
    try (OutputStream output = FileSystem.create(fileSystem, site, OWNER_ONLY)) {
      ContainerConfiguration.write(hadoop, settings, output);
    }
    code.add(shipped.shipped(ContainerConfiguration.FILE, site));
    return code;
  }

  private static LaunchPlan masterPlan(
      YarnSettings yarn, JobSpec job, String user, List<ShippedFile> code) {
    Map<String, String> environment = new HashMap<>();
    environment.put(ContainerVariables.GRANARY_JOB.name(), job.id().value());
    if (!UserGroupInformation.isSecurityEnabled()) {
      environment.put("HADOOP_USER_NAME", user);
    }
    int heapMib = yarn.masterMemoryMib() * 6 / 10;
    return new LaunchPlan(
        MasterMain.class.getName(), heapMib, List.of("-XX:TieredStopAtLevel=1"), code, environment);
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
