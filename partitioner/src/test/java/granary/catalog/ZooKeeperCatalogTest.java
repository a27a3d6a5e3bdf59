package granary.catalog;

import granary.coordination.TestZooKeeper;
import granary.coordination.ZooKeeperConnection;
import granary.coordination.ZooKeeperSettings;
import granary.settings.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.CatalogTests;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's own tests of what a catalog has to do, against ours. */
final class ZooKeeperCatalogTest extends CatalogTests<ZooKeeperCatalog> {
  private static final String NO_SERVER =
      "A catalog in the client has no server that could merge a change and try it again";
  private static final String NO_EMPTY_NAMESPACE =
      "A table's name node lies in the node of its namespace, and the empty one has none";

  @RegisterExtension static final TestZooKeeper ZOOKEEPER = new TestZooKeeper();

  private ZooKeeperConnection connection;
  private static int runs;
  @TempDir private Path warehouse;
  private ZooKeeperCatalog catalog;

  @BeforeEach
  void open() {
    connection =
        ZooKeeperConnection.open(
            ZooKeeperSettings.from(
                Settings.received(
                    Map.of(
                        "zookeeper.connect",
                        ZOOKEEPER.connectString(),
                        "zookeeper.path",
                        "/catalog-" + runs++))));
    catalog =
        initCatalog(
            "prod",
            Map.of(
                CatalogProperties.TABLE_DEFAULT_PREFIX + "default-key1", "catalog-default-key1",
                CatalogProperties.TABLE_DEFAULT_PREFIX + "default-key2", "catalog-default-key2",
                CatalogProperties.TABLE_DEFAULT_PREFIX + "override-key3", "catalog-default-key3",
                CatalogProperties.TABLE_OVERRIDE_PREFIX + "override-key3", "catalog-override-key3",
                CatalogProperties.TABLE_OVERRIDE_PREFIX + "override-key4",
                    "catalog-override-key4"));
  }

  @AfterEach
  void close() {
    connection.close();
  }

  @Override
  protected ZooKeeperCatalog catalog() {
    return catalog;
  }

  @Override
  protected ZooKeeperCatalog initCatalog(String name, Map<String, String> properties) {
    return new ZooKeeperCatalog(
        name,
        new CatalogStore(connection, connection, new HadoopFileIO(new Configuration())),
        warehouse.toUri().toString().replaceAll("/$", ""),
        new HashMap<>(properties));
  }

  @Override
  protected boolean supportsNestedNamespaces() {
    return true;
  }

  @Override
  protected boolean requiresNamespaceCreate() {
    return true;
  }

  @Override
  protected boolean supportsNamesWithSlashes() {
    return true;
  }

  @Override
  protected boolean supportsNamesWithDot() {
    return true;
  }

  @Override
  @Test
  @Disabled(NO_SERVER)
  public void testUpdateTableSchemaServerSideRetry() {}

  @Override
  @Test
  @Disabled(NO_SERVER)
  public void testUpdateTableSpecServerSideRetry() {}

  @Override
  @Test
  @Disabled(NO_SERVER)
  public void testUpdateTableSortOrderServerSideRetry() {}

  @Override
  @Test
  @Disabled(NO_SERVER)
  public void testConcurrentReplaceTransactionSchemaConflict() {}

  @Override
  @Test
  @Disabled(NO_SERVER)
  public void testConcurrentReplaceTransactionPartitionSpecConflict() {}

  @Override
  @Test
  @Disabled(NO_SERVER)
  public void testCreateOrReplaceTransactionConcurrentCreate() {}

  @Override
  @Test
  @Disabled(NO_EMPTY_NAMESPACE)
  public void createAndDropEmptyNamespace() {}

  @Override
  @Test
  @Disabled(NO_EMPTY_NAMESPACE)
  public void listTablesInEmptyNamespace() {}

  @Override
  @Test
  @Disabled(NO_EMPTY_NAMESPACE)
  public void namespacePropertiesOnEmptyNamespace() {}

  @Override
  @Test
  @Disabled(NO_EMPTY_NAMESPACE)
  public void listNamespacesWithEmptyNamespace() {}
}
