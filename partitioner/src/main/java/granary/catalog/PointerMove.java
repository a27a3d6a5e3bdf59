package granary.catalog;

import org.apache.iceberg.TableMetadata;

/**
 * A move of a table's pointer.
 *
 * @param metadata what it moves to
 * @param location the file of that metadata
 * @param version the pointer's version after it: one more than before
 */
public record PointerMove(TableMetadata metadata, String location, int version) {}
