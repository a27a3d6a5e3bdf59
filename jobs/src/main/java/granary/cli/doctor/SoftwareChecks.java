package granary.cli.doctor;

import granary.cli.Amounts;
import granary.cli.Session;
import granary.coordination.ZooKeeperSettings;
import granary.engine.NativeLibraries;
import granary.hive.HiveSettings;
import granary.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.VersionInfo;

/** Checks of this machine: versions, settings, native libraries, room for temporary files. */
final class SoftwareChecks {
  static final int LEAST_JAVA = 17;
  private static final long ROOM_FOR_COMFORT = 5L << 30;
  private static final long ROOM_TO_WORK = 200L << 20;

  private SoftwareChecks() {}

  static List<Check> all() {
    return List.of(
        new Check("versions", "install Java 17 or newer and Hadoop 3.3 or newer", s -> versions()),
        new Check(
            "configuration",
            "correct the file or the -D that the message names",
            SoftwareChecks::configuration),
        new Check(
            "native libraries",
            "use Linux on x86-64 or ARM, with a java.io.tmpdir that is not mounted noexec",
            s -> natives()),
        new Check(
            "local space", "set java.io.tmpdir to a directory that can be written", s -> space()));
  }

  private static List<Finding> versions() {
    List<Finding> findings = new ArrayList<>();
    int java = Runtime.version().feature();
    findings.add(java(java, "Java " + Runtime.version()));
    String hadoop = VersionInfo.getVersion();
    String[] numbers = hadoop.split("\\.", -1);
    boolean known = numbers.length > 1 && numbers[0].equals("3") && numbers[1].compareTo("3") >= 0;
    findings.add(
        known
            ? Finding.ok("Hadoop " + hadoop + " is on the class path")
            : Finding.warning(
                "Hadoop " + hadoop + " is on the class path, which nobody has tried",
                "use Hadoop 3.3, 3.4 or 3.5"));
    return findings;
  }

  /** What a Java of some version is good for. */
  static Finding java(int feature, String what) {
    return feature >= LEAST_JAVA
        ? Finding.ok(what)
        : Finding.error(
            what + " is too old", "install Java " + LEAST_JAVA + " or newer and set JAVA_HOME");
  }

  private static List<Finding> configuration(Session session) {
    List<Finding> findings = new ArrayList<>();
    Settings settings = session.settings();
    findings.add(
        Finding.ok(
            Amounts.of(settings.given().size(), "setting")
                + " given: "
                + settings.given().keySet()));
    Configuration hadoop = session.hadoop();
    String fileSystem = hadoop.get("fs.defaultFS", "file:///");
    findings.add(
        fileSystem.startsWith("file:")
            ? Finding.error(
                "fs.defaultFS is " + fileSystem + ": no cluster is configured",
                "set HADOOP_CONF_DIR to the directory with core-site.xml, or run granary cluster"
                    + " start")
            : Finding.ok("fs.defaultFS is " + fileSystem));
    if (settings.get(ZooKeeperSettings.CONNECT).isBlank()) {
      findings.add(
          Finding.error(
              ZooKeeperSettings.CONNECT.key() + " is not set",
              "put " + ZooKeeperSettings.CONNECT.key() + ": host:2181 into conf/granary.yaml"));
    }
    if (HiveSettings.from(settings).url().isEmpty()) {
      findings.add(
          Finding.warning(
              HiveSettings.URL.key() + " is not set: Hive is left alone",
              "put "
                  + HiveSettings.URL.key()
                  + ": jdbc:hive2://host:10000/ into"
                  + " conf/granary.yaml if Hive is to see the data"));
    }
    findings.add(
        Finding.ok(
            "jobs run "
                + (session.execution() == granary.cli.Execution.YARN
                    ? "on YARN"
                    : "in this process")));
    return findings;
  }

  private static List<Finding> natives() throws IOException {
    Path directory = Files.createTempDirectory("granary-doctor-");
    try {
      return libraries(NativeLibraries.trial(directory), "here");
    } finally {
      try (Stream<Path> paths = Files.walk(directory)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }

  /** What became of a trial of the native libraries. */
  static List<Finding> libraries(Map<String, String> trial, String where) {
    List<Finding> findings = new ArrayList<>();
    trial.forEach(
        (name, failure) -> {
          if (!failure.isEmpty()) {
            findings.add(
                Finding.error(
                    name + " does not work " + where + ": " + failure,
                    "use Linux with glibc on x86-64 or ARM, and a temporary directory that is not"
                        + " mounted noexec"));
          }
        });
    if (findings.isEmpty()) {
      findings.add(Finding.ok(String.join(", ", trial.keySet()) + " work " + where));
    }
    return findings;
  }

  private static List<Finding> space() throws IOException {
    Path directory = Path.of(System.getProperty("java.io.tmpdir"));
    return List.of(
        room(
            Files.getFileStore(directory).getUsableSpace(),
            directory.toString(),
            "free some space, or set java.io.tmpdir to another directory"));
  }

  /** What some free space is good for. */
  static Finding room(long bytes, String where, String remedy) {
    String what = Amounts.bytes(bytes) + " are free in " + where;
    if (bytes < ROOM_TO_WORK) {
      return Finding.error(what, remedy);
    }
    return bytes < ROOM_FOR_COMFORT ? Finding.warning(what, remedy) : Finding.ok(what);
  }
}
