package granary.yarn;

import granary.journal.ShippedFile;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.ApplicationConstants;
import org.apache.hadoop.yarn.api.records.ContainerLaunchContext;
import org.apache.hadoop.yarn.api.records.LocalResource;
import org.apache.hadoop.yarn.api.records.LocalResourceType;
import org.apache.hadoop.yarn.api.records.LocalResourceVisibility;
import org.apache.hadoop.yarn.api.records.URL;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.util.Records;

/**
 * What runs in a container.
 *
 * @param mainClass the class to start
 * @param heapMib its heap
 * @param javaOptions more options of the JVM
 * @param files what the container gets; jars come first on its class path
 * @param environment more variables
 */
public record LaunchPlan(
    String mainClass,
    int heapMib,
    List<String> javaOptions,
    List<ShippedFile> files,
    Map<String, String> environment) {
  public LaunchPlan {
    javaOptions = List.copyOf(javaOptions);
    files = List.copyOf(files);
    environment = Map.copyOf(environment);
  }

  ContainerLaunchContext context(Configuration hadoop, Credentials credentials) {
    ContainerLaunchContext context = Records.newRecord(ContainerLaunchContext.class);
    context.setLocalResources(localResources());
    context.setEnvironment(variables(hadoop));
    context.setCommands(List.of(command()));
    context.setTokens(tokens(credentials));
    return context;
  }

  private Map<String, LocalResource> localResources() {
    Map<String, LocalResource> resources = new HashMap<>();
    for (ShippedFile file : files) {
      resources.put(
          file.name(),
          LocalResource.newInstance(
              URL.fromPath(new Path(file.uri())),
              LocalResourceType.FILE,
              // Nodes keep it for all jobs of this user.
              LocalResourceVisibility.PRIVATE,
              file.bytes(),
              file.modifiedMs()));
    }
    return resources;
  }

  private Map<String, String> variables(Configuration hadoop) {
    List<String> path = new ArrayList<>();
    files.stream()
        .filter(ShippedFile::isJar)
        .forEach(file -> path.add(ApplicationConstants.Environment.PWD.$$() + "/" + file.name()));
    path.addAll(
        List.of(
            hadoop.getStrings(
                YarnConfiguration.YARN_APPLICATION_CLASSPATH,
                YarnConfiguration.DEFAULT_YARN_CROSS_PLATFORM_APPLICATION_CLASSPATH)));
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("CLASSPATH", String.join(ApplicationConstants.CLASS_PATH_SEPARATOR, path));
    return variables;
  }

  private String command() {
    List<String> words = new ArrayList<>();
    words.add(ApplicationConstants.Environment.JAVA_HOME.$$() + "/bin/java");
    words.add("-Xmx" + heapMib + "m");
    words.add("-Xss512k");
    words.add("-XX:+UseSerialGC");
    words.add("-XX:+ExitOnOutOfMemoryError");
    words.add("-Djava.io.tmpdir=" + ApplicationConstants.Environment.PWD.$$() + "/tmp");
    words.add("-Djava.library.path=" + ApplicationConstants.Environment.PWD.$$());
    words.addAll(javaOptions);
    words.add(mainClass);
    words.add("1>" + ApplicationConstants.LOG_DIR_EXPANSION_VAR + "/stdout");
    words.add("2>" + ApplicationConstants.LOG_DIR_EXPANSION_VAR + "/stderr");
    return "mkdir -p tmp && exec " + String.join(" ", words);
  }

  private static ByteBuffer tokens(Credentials credentials) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      credentials.writeTokenStorageToStream(new DataOutputStream(bytes));
      return ByteBuffer.wrap(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
