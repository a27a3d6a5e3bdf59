package granary.jobs.query;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * The directory of a result's file: what this machine's disk and Hadoop's file systems do in ways
 * of their own. Names are of files right in it. Used by one thread.
 */
interface ResultDirectory {
  /** What has a name. */
  enum Entry {
    NOTHING,
    FILE,
    DIRECTORY,
    /** A device or a pipe, which a rename would replace. */
    SPECIAL
  }

  /**
   * A file whose name was asked for.
   *
   * @param modifiedMs when it was last written, in milliseconds since 1970
   */
  record Found(String name, long modifiedMs) {}

  /** What is there under a name. */
  Entry entry(String name) throws IOException;

  /**
   * Checks that files can be made here, or in the nearest directory above that is there.
   *
   * @throws IOException if not; the message says why
   */
  void checkWritable() throws IOException;

  /** The files whose names begin so; none if the directory is not there. */
  List<Found> beginningWith(String prefix) throws IOException;

  /** Makes a file, and the directory where it is missing. */
  OutputStream create(String name) throws IOException;

  /**
   * Gives a file its final name, in one step: readers see what was there before or all of it.
   *
   * @return whether it was done; false if there is one of that name and it is not to be replaced
   */
  boolean rename(String from, String to, ResultFile.Existing existing) throws IOException;

  /** Removes a file; one that is not there is as good. */
  void delete(String name) throws IOException;
}
