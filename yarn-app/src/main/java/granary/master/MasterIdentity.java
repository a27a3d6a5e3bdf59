package granary.master;

/**
 * One application master attempt.
 *
 * @param attempt 1 for a job's first
 * @param application YARN's ID of the application
 * @param host the node that it runs on
 * @param processStartedMs when its process was started, in milliseconds since 1970
 */
record MasterIdentity(int attempt, String application, String host, long processStartedMs) {}
