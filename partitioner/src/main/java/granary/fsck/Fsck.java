package granary.fsck;

import granary.commit.PendingCommit;
import granary.commit.PositionsDifference;
import granary.failure.GranaryException;
import granary.failure.OutcomeUnknownException;
import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import granary.fsck.FsckDifference.Kind;
import granary.hive.HiveDifference;
import granary.hive.HiveRegistry;
import granary.ledger.Ledger;
import granary.ledger.LedgerDataset;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;

/**
 * Compares the ledger, HDFS and Hive, and repairs what can be repaired: it finishes commits, moves
 * unknown files aside, removes leftovers and synchronises Hive. It never deletes data. May run
 * while others commit: HDFS is listed before the ledger is read, so that what they publish
 * meanwhile is not taken for unknown. Runs in the client.
 */
public final class Fsck {
  private static final int THREADS = 4;
  private static final int BATCH = 256;

  private final Ledger ledger;
  private final Optional<HiveRegistry> hive;
  private final FsckSettings settings;
  private final Configuration hadoop;
  private final InstantSource clock;

  /**
   * A check that may be run several times.
   *
   * @param hive empty where no Hive is configured
   */
  public Fsck(
      Ledger ledger,
      Optional<HiveRegistry> hive,
      FsckSettings settings,
      Configuration hadoop,
      InstantSource clock) {
    this.ledger = ledger;
    this.hive = hive;
    this.settings = settings;
    this.hadoop = hadoop;
    this.clock = clock;
  }

  /**
   * Checks.
   *
   * @throws granary.failure.InvalidRequestException if there is no such dataset
   * @throws UnavailableException if HDFS or ZooKeeper does not answer; a retry is safe
   */
  public FsckReport run(FsckRequest request) throws InterruptedException {
    List<FsckDifference> differences = new ArrayList<>(unfinished(request));
    LedgerDataset dataset = ledger.load(request.dataset());
    try {
      FileSystem files = new Path(dataset.location()).getFileSystem(hadoop);
      VisibleFiles visible = new VisibleFiles(files, dataset.location());
      Map<String, Long> listed = visible.list();
      List<PendingCommit> pending = ledger.commits().pending(request.dataset());
      Table table = ledger.table(request.dataset());
      LiveFiles live = new LiveFiles(table, visible);
      differences.addAll(live.compare(listed, path -> length(files, visible.absolute(path))));
      pending.forEach(
          commit -> commit.files().forEach(file -> listed.remove(visible.relative(file))));
      TreeSet<String> unknown = new TreeSet<>(listed.keySet());
      live.removeEarlier(unknown);
      for (String path : unknown) {
        differences.add(unknown(files, visible, path, request.repair()));
      }
      Leftovers leftovers = new Leftovers(files, dataset.location());
      Instant before = clock.instant().minus(settings.leftoverAge());
      differences.addAll(leftovers.check(pending, before, request.repair()));
      differences.addAll(leftovers.drop(metadata(table), before, request.repair()));
      differences.addAll(positions(request));
      long rows = request.deep() ? deep(files, visible, live, differences) : live.rows();
      differences.addAll(hive(request, dataset));
      return new FsckReport(differences, rows, live.files());
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot check dataset " + request.dataset() + ": " + e.getMessage(), e);
    }
  }

  private static String metadata(Table table) {
    return ((HasTableOperations) table).operations().current().metadataFileLocation();
  }

  private List<FsckDifference> unfinished(FsckRequest request) {
    List<FsckDifference> found = new ArrayList<>();
    for (PendingCommit commit : ledger.commits().pending(request.dataset())) {
      if (!commit.abandoned()) {
        continue;
      }
      String detail = "decided, with " + commit.files().size() + " files, and nobody is at it";
      boolean repaired = false;
      if (request.repair()) {
        try {
          repaired = ledger.commits().find(request.dataset(), commit.id()).isPresent();
        } catch (OutcomeUnknownException e) {
          detail += "; " + e.getMessage();
        }
      }
      found.add(new FsckDifference(Kind.COMMIT_UNFINISHED, commit.id().value(), detail, repaired));
    }
    return found;
  }

  /** What is wrongly missing there would be ingested twice, what is wrongly there never. */
  private List<FsckDifference> positions(FsckRequest request) {
    List<PositionsDifference> found =
        request.repair()
            ? ledger.commits().repairPositions(request.dataset())
            : ledger.commits().comparePositions(request.dataset());
    return found.stream()
        .map(
            difference ->
                new FsckDifference(
                    Kind.POSITIONS,
                    "source=" + difference.source(),
                    difference.missing()
                        + " ingested inputs are not recorded, "
                        + difference.unknown()
                        + " recorded ones are in no commit; "
                        + difference.detail(),
                    difference.repaired()))
        .toList();
  }

  private static long length(FileSystem files, Path path) throws IOException {
    try {
      return files.getFileStatus(path).getLen();
    } catch (FileNotFoundException e) {
      return -1;
    }
  }

  /** Moved aside and not deleted: nobody knows whether somebody wants it. */
  private static FsckDifference unknown(
      FileSystem files, VisibleFiles visible, String path, boolean repair) throws IOException {
    String detail = "HDFS has the file, and no snapshot of the ledger has it";
    if (!repair) {
      return new FsckDifference(Kind.FILE_UNKNOWN, path, detail, false);
    }
    Path target = visible.absolute("_orphans/" + path);
    if (files.exists(target)) {
      target = target.suffix("." + java.util.UUID.randomUUID());
    }
    files.mkdirs(target.getParent());
    boolean moved = move(files, visible.absolute(path), target);
    return new FsckDifference(
        Kind.FILE_UNKNOWN, path, moved ? detail + "; moved to " + target : detail, moved);
  }

  /** File systems say in either way that another process has moved it a moment ago. */
  private static boolean move(FileSystem files, Path from, Path to) throws IOException {
    try {
      return files.rename(from, to);
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Reads every block; how many records there are. */
  private static long deep(
      FileSystem files, VisibleFiles visible, LiveFiles live, List<FsckDifference> differences)
      throws InterruptedException {
    AvroBlockCheck check = new AvroBlockCheck(files);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    long rows = 0;
    try {
      List<LiveFiles.LiveFile> all = live.present();
      for (int from = 0; from < all.size(); from += BATCH) {
        List<LiveFiles.LiveFile> batch = all.subList(from, Math.min(from + BATCH, all.size()));
        List<Callable<Long>> work = new ArrayList<>();
        batch.forEach(file -> work.add(() -> check.rows(visible.absolute(file.path()))));
        List<Future<Long>> counts = threads.invokeAll(work);
        for (int i = 0; i < batch.size(); i++) {
          rows += counted(batch.get(i), counts.get(i), differences);
        }
      }
    } finally {
      threads.shutdownNow();
    }
    return rows;
  }

  private static long counted(
      LiveFiles.LiveFile file, Future<Long> count, List<FsckDifference> differences)
      throws InterruptedException {
    try {
      long rows = count.get();
      if (rows != file.rows()) {
        differences.add(
            new FsckDifference(
                Kind.FILE_ROWS,
                file.path(),
                "the file holds " + rows + " records, the ledger says " + file.rows(),
                false));
      }
      return rows;
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof IOException cause)) {
        throw new WorkFailedException("Cannot read " + file.path() + ": " + e.getMessage(), e);
      }
      differences.add(
          new FsckDifference(
              Kind.FILE_UNREADABLE, file.path(), String.valueOf(cause.getMessage()), false));
      return 0;
    }
  }

  private List<FsckDifference> hive(FsckRequest request, LedgerDataset dataset) {
    if (hive.isEmpty()) {
      return List.of();
    }
    List<FsckDifference> found = new ArrayList<>();
    try {
      for (HiveDifference difference :
          hive.get().check(dataset, ledger.partitions(request.dataset()))) {
        Kind kind = Kind.valueOf("HIVE_" + difference.kind().name());
        found.add(new FsckDifference(kind, difference.partition(), difference.detail(), false));
      }
      if (request.repair() && !found.isEmpty()) {
        var ignored = hive.get().sync(dataset, () -> ledger.partitions(request.dataset()));
        found.replaceAll(FsckDifference::asRepaired);
      }
    } catch (GranaryException e) {
      found.add(
          new FsckDifference(Kind.HIVE_UNREACHABLE, "", String.valueOf(e.getMessage()), false));
    }
    return found;
  }
}
