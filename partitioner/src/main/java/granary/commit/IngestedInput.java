package granary.commit;

/**
 * An input whose records are in the dataset. An input is the same when its path and its digest are;
 * length and modification time unchanged stand for an unchanged digest.
 *
 * @param path its full URI
 * @param length in bytes, as stored (compressed)
 * @param modifiedMs its modification time, milliseconds since 1970
 * @param digest SHA-256 of its bytes as stored, in hexadecimal
 */
public record IngestedInput(String path, long length, long modifiedMs, String digest) {}
