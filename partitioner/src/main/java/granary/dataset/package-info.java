/**
 * Datasets and their partitions as values: names, schemas, periods and the directory of each
 * partition. Read {@link granary.dataset.Dataset} first.
 */
@NullMarked
package granary.dataset;

import org.jspecify.annotations.NullMarked;
