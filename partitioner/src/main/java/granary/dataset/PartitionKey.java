package granary.dataset;

/** Which partition of a dataset: the values that its directory is named by. */
public record PartitionKey(SourceName source, Frequency frequency, Period period) {}
