package granary.cluster;

import static java.util.Map.entry;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of HiveServer2 with its metastore inside. Queries run in its own process: its YARN
 * jobs would take tens of seconds each, and Tez in local mode gave wrong sums under parallel
 * sessions.
 */
final class HiveConfiguration {
  private final ClusterState state;
  private final ClusterDirectory directory;

  HiveConfiguration(ClusterState state) {
    this.state = state;
    this.directory = new ClusterDirectory(Path.of(state.dir()));
  }

  void write() {
    Map<String, String> site = new HashMap<>();
    site.putAll(storage());
    site.putAll(metastore(directory.metastore()));
    site.putAll(server());
    site.putAll(execution());
    SiteFile.write(directory.hiveConf().resolve("hive-site.xml"), site);
    writeLog4j(directory.hiveConf());
  }

  /** The settings for the tool that makes an empty metastore. */
  static void writeForSchemaTool(Path conf, Path database) {
    SiteFile.write(conf.resolve("metastore-site.xml"), metastore(database));
    writeLog4j(conf);
  }

  private Map<String, String> storage() {
    String base = state.fileSystem() + "/hive";
    Path local = directory.hive();
    return Map.ofEntries(
        entry("fs.defaultFS", state.fileSystem()),
        entry("hive.metastore.warehouse.dir", base + "/managed"),
        entry("hive.metastore.warehouse.external.dir", base + "/external"),
        entry("hive.exec.scratchdir", base + "/scratch"),
        entry("hive.user.install.directory", base + "/user-install"),
        entry("hive.repl.rootdir", base + "/repl"),
        entry("hive.repl.cmrootdir", base + "/cmroot"),
        entry("hive.query.results.cache.directory", base + "/resultscache"),
        entry("hive.exec.local.scratchdir", local.resolve("scratch").toString()),
        entry(
            "hive.downloaded.resources.dir",
            local.resolve("resources") + "/${hive.session.id}_resources"),
        entry("hive.querylog.location", local.resolve("querylog").toString()),
        entry(
            "hive.server2.logging.operation.log.location", local.resolve("operations").toString()),
        entry("hadoop.tmp.dir", local.resolve("hadoop").toString()),
        entry("mapreduce.jobtracker.staging.root.dir", local.resolve("staging").toString()));
  }

  private static Map<String, String> metastore(Path database) {
    return Map.ofEntries(
        entry("hive.metastore.uris", ""),
        entry(
            "javax.jdo.option.ConnectionURL",
            "jdbc:derby:;databaseName=" + database + ";create=true"),
        entry("javax.jdo.option.ConnectionDriverName", "org.apache.derby.jdbc.EmbeddedDriver"),
        entry("hive.metastore.schema.verification", "false"),
        entry("datanucleus.schema.autoCreateAll", "true"),
        entry("hive.metastore.event.db.notification.api.auth", "false"),
        // Derby overflows its stack on the long statements for 1,000 partitions.
        entry("hive.metastore.direct.sql.batch.size", "100"));
  }

  private Map<String, String> server() {
    return Map.ofEntries(
        entry("hive.server2.thrift.bind.host", PortChoice.MASTER_HOST),
        entry("hive.server2.thrift.port", Integer.toString(state.port(ServicePort.HIVE))),
        entry("hive.server2.transport.mode", "binary"),
        entry("hive.server2.webui.port", "0"),
        entry("hive.server2.enable.doAs", "false"),
        entry("hive.server2.authentication", "NONE"),
        entry("hive.server2.support.dynamic.service.discovery", "false"),
        entry("hive.server2.active.passive.ha.enable", "false"),
        entry("hive.server2.materializedviews.registry.impl", "DUMMY"),
        entry("hive.server2.tez.initialize.default.sessions", "false"),
        entry("hive.notification.event.poll.interval", "0s"),
        entry("hive.support.concurrency", "false"),
        entry("hive.txn.manager", "org.apache.hadoop.hive.ql.lockmgr.DummyTxnManager"),
        entry("hive.scheduled.queries.executor.enabled", "false"));
  }

  private static Map<String, String> execution() {
    return Map.ofEntries(
        entry("hive.execution.engine", "mr"),
        entry("mapreduce.framework.name", "local"),
        entry("hive.exec.submit.local.task.via.child", "false"),
        entry("hive.exec.submitviachild", "false"),
        entry("hive.stats.autogather", "false"),
        entry("hive.query.results.cache.enabled", "false"),
        // The driver polls its job in the same process: by default once a second.
        entry("hive.exec.counters.pull.interval", "50"),
        entry("hive.exec.reducers.max", "2"),
        // 100 MB a task by default, which a few parallel queries do not have.
        entry("mapreduce.task.io.sort.mb", "16"),
        // Timestamps as they are in the file, not shifted to the server's zone.
        entry("hive.avro.timestamp.skip.conversion", "true"));
  }

  private static void writeLog4j(Path conf) {
    String log4j =
        """
        status = WARN
        name = HiveLog4j2
        appender.console.type = Console
        appender.console.name = console
        appender.console.target = SYSTEM_OUT
        appender.console.layout.type = PatternLayout
        appender.console.layout.pattern = %d{ISO8601} %p %c{2}: %m%n
        rootLogger.level = WARN
        rootLogger.appenderRef.console.ref = console
        """;
    for (String name :
        new String[] {
          "log4j2.properties",
          "hive-log4j2.properties",
          "hive-exec-log4j2.properties",
          "metastore-log4j2.properties"
        }) {
      SiteFile.writeText(conf.resolve(name), log4j);
    }
  }
}
