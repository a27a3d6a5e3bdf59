package granary.commit;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.jspecify.annotations.Nullable;

/**
 * The local file system of a process that dies at one of its changes of files: before it or after
 * it. From then on no change is made any more, whatever is still tried, as of a process that is not
 * there. So the steps between the changes are reached one by one without a JVM for each.
 */
public final class DyingFileSystem extends LocalFileSystem {
  private static final AtomicReference<@Nullable Life> LIFE = new AtomicReference<>();

  /** Made by Hadoop. */
  public DyingFileSystem() {
    super(new QuickLocalFileSystem.Raw());
  }

  /** What a process that is dead does next. */
  public static final class Death extends Error {
    private static final long serialVersionUID = 1;

    Death() {
      super("the process has died");
    }
  }

  /** Counts the moments before and after each change. */
  private static final class Life {
    private final int last;
    private final Runnable funeral;
    private int moments;
    private boolean dead;

    Life(int last, Runnable funeral) {
      this.last = last;
      this.funeral = funeral;
    }

    synchronized void moment() {
      if (!dead && ++moments == last) {
        dead = true;
        funeral.run();
      }
      if (dead) {
        throw new Death();
      }
    }
  }

  /** A configuration whose local files are such. */
  public static Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set("fs.file.impl", DyingFileSystem.class.getName());
    configuration.setBoolean("fs.file.impl.disable.cache", true);
    return configuration;
  }

  /** Work of a process that may die. */
  public interface Work {
    void run() throws Exception;
  }

  /**
   * Does some work, and dies at the given moment, counted from 1.
   *
   * @param funeral what the process's death ends besides: its connections
   * @return whether it died; false if it was done before
   */
  public static boolean diesAt(int moment, Runnable funeral, Work work) throws Exception {
    Life life = new Life(moment, funeral);
    LIFE.set(life);
    try {
      work.run();
    } catch (Death e) {
      return true;
    } finally {
      LIFE.set(null);
    }
    if (life.dead) {
      throw new IllegalStateException("It outlived its death");
    }
    return false;
  }

  private static void moment() {
    Life life = LIFE.get();
    if (life != null) {
      life.moment();
    }
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      @Nullable Progressable progress)
      throws IOException {
    moment();
    FSDataOutputStream out =
        super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
    moment();
    return out;
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    moment();
    boolean done = super.rename(from, to);
    moment();
    return done;
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    moment();
    boolean done = super.delete(path, recursive);
    moment();
    return done;
  }
}
