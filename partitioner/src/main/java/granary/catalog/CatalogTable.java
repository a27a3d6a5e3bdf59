package granary.catalog;

import org.apache.iceberg.Table;

/**
 * A table with what the catalog knows of it.
 *
 * @param table the table; its commits go to the table of this UUID and no other
 * @param uuid what its nodes are named by; another after it was dropped and created again
 * @param pointerVersion the version of its pointer at which it was loaded
 */
public record CatalogTable(Table table, String uuid, int pointerVersion) {}
