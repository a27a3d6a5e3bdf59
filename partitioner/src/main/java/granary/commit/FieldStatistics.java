package granary.commit;

import java.util.Optional;

/**
 * What is known of one field's values in one file.
 *
 * @param fieldId the field's ID in the ledger's schema; leaves of nested records have their own
 * @param values values and NULLs together
 * @param nulls how many are NULL
 * @param lower the smallest value or a bound below it, as Iceberg's single-value serialisation;
 *     empty where all are NULL or no bound is kept
 * @param upper the largest value or a bound above it, likewise
 */
public record FieldStatistics(
    int fieldId, long values, long nulls, Optional<byte[]> lower, Optional<byte[]> upper) {}
