package granary.engine;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.xerial.snappy.Snappy;

/** Tries the libraries with native code, which some machines cannot load. */
public final class NativeLibraries {
  private static final int MEMORY_MIB = 64;

  private NativeLibraries() {}

  private interface Trial {
    boolean works() throws IOException, SQLException;
  }

  /**
   * Uses each of them once.
   *
   * @param directory an existing directory for the engine's files
   * @return why it does not work, by name; an empty text for those that do
   */
  public static Map<String, String> trial(Path directory) {
    byte[] text = "granary granary granary".getBytes(StandardCharsets.UTF_8);
    Map<String, String> results = new TreeMap<>();
    results.put(
        "zstd",
        outcome(() -> Arrays.equals(text, Zstd.decompress(Zstd.compress(text), text.length))));
    results.put(
        "snappy", outcome(() -> Arrays.equals(text, Snappy.uncompress(Snappy.compress(text)))));
    results.put("duckdb", outcome(() -> duckDb(directory)));
    return results;
  }

  private static boolean duckDb(Path directory) throws SQLException, IOException {
    int[] answer = {0};
    try (FragmentDatabase database =
        FragmentDatabase.open(new FragmentLimits(MEMORY_MIB, directory))) {
      database.query(
          "SELECT 42",
          results -> {
            if (results.next()) {
              answer[0] = results.getInt(1);
            }
          });
    }
    return answer[0] == 42;
  }

  private static String outcome(Trial trial) {
    try {
      return trial.works() ? "" : "it gave a wrong answer";
    } catch (IOException | SQLException | RuntimeException | LinkageError e) {
      return e.getClass().getSimpleName()
          + ": "
          + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
  }
}
