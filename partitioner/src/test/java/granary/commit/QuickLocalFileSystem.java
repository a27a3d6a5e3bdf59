package granary.commit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local file system without a process for each file: where Hadoop has no native library, it
 * starts {@code chmod} for every file and directory that it creates, which takes longer than all
 * else that these tests do. The tests' core-site.xml names it.
 */
public final class QuickLocalFileSystem extends LocalFileSystem {
  /** Made by Hadoop. */
  public QuickLocalFileSystem() {
    super(new Raw());
  }

  /** Sets permissions as Java does. */
  static final class Raw extends RawLocalFileSystem {
    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      String symbols =
          permission.getUserAction().SYMBOL
              + permission.getGroupAction().SYMBOL
              + permission.getOtherAction().SYMBOL;
      Files.setPosixFilePermissions(
          pathToFile(path).toPath(), PosixFilePermissions.fromString(symbols));
    }
  }
}
