/**
 * Ingest: the records of files into files of partitions. Read {@link granary.ingest.InputWriter}
 * first; it reads inputs ({@code input}, {@code csv}, {@code json}) into rows ({@code record}),
 * finds each one's partition, writes it ({@code avro}) or sets it aside ({@code quarantine}).
 */
@NullMarked
package granary.ingest;

import org.jspecify.annotations.NullMarked;
