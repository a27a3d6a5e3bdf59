package granary.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Interprets the schema of each file anew; one split after the other. */
final class AvroScan implements Scan {
  private final Configuration hadoop;
  private final Iterator<Split> splits;
  private final List<ScanColumn> columns;
  private final BlockBytes block = new BlockBytes();
  private @Nullable OpenSplit open;
  private ScanCounts closed = ScanCounts.NONE;

  AvroScan(Configuration hadoop, List<Split> splits, List<ScanColumn> columns) {
    this.hadoop = hadoop;
    this.splits = splits.iterator();
    this.columns = List.copyOf(columns);
  }

  @Override
  public int next(Batch batch) throws IOException {
    batch.clear();
    while (true) {
      if (open == null) {
        if (!splits.hasNext()) {
          return 0;
        }
        open = new OpenSplit(splits.next());
      }
      int filled = open.fill(batch);
      if (filled > 0) {
        return filled;
      }
      closed = counts();
      open.close();
      open = null;
    }
  }

  @Override
  public ScanCounts counts() {
    return open == null ? closed : closed.plus(open.counts());
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
    }
  }

  /** Sets one column of a batch to the partition's value. */
  private interface Constant {
    void fill(Batch batch, int rows);
  }

  /** The split that is being read. */
  private final class OpenSplit {
    private final Split split;
    private final AvroBlocks blocks;
    private final RecordDecoder decoder;
    private final List<Constant> constants = new ArrayList<>();
    private long rowsLeft;
    private long rowsRead;

    OpenSplit(Split split) throws IOException {
      this.split = split;
      for (int i = 0; i < columns.size(); i++) {
        if (columns.get(i).ofPartition()) {
          constants.add(constant(split, columns.get(i), i));
        }
      }
      try {
        blocks = new AvroBlocks(hadoop, split);
      } catch (IOException e) {
        throw unreadable(split, 0, e);
      }
      try {
        decoder = RecordDecoder.of(blocks.schema(), columns);
      } catch (UnsupportedFileException e) {
        blocks.close();
        throw unreadable(split, 0, e);
      }
    }

    int fill(Batch batch) throws IOException {
      int row = 0;
      try {
        while (!batch.full(row) && (rowsLeft > 0 || nextBlock())) {
          int first = row;
          int until = (int) Math.min(batch.capacity(), row + rowsLeft);
          while (row < until && !batch.full(row)) {
            decoder.decode(block, batch, row++);
          }
          rowsLeft -= row - first;
          rowsRead += row - first;
        }
      } catch (IOException | DamagedBlockException | ArithmeticException e) {
        throw unreadable(split, blocks.position(), e);
      }
      for (Constant constant : constants) {
        constant.fill(batch, row);
      }
      return row;
    }

    private boolean nextBlock() throws IOException {
      if (rowsRead > 0 && !block.exhausted()) {
        throw new IOException("a block holds more than its records");
      }
      boolean found = blocks.next(block);
      rowsLeft = found ? blocks.rows() : 0;
      return found;
    }

    ScanCounts counts() {
      return new ScanCounts(split.start() == 0 ? 1 : 0, blocks.bytesRead(), rowsRead);
    }

    void close() throws IOException {
      blocks.close();
    }
  }

  private static IOException unreadable(Split split, long position, Exception cause) {
    return new IOException(
        "Cannot read "
            + split.file()
            + ": "
            + cause.getMessage()
            + (position == 0 ? "" : " (before byte " + position + ")"),
        cause);
  }

  private static Constant constant(Split split, ScanColumn column, int place) {
    String text = split.partition().get(column.path().get(0));
    if (text == null) {
      return (batch, rows) -> {};
    }
    if (column.type().kind() == ColumnType.Kind.VARCHAR) {
      byte[] value = text.getBytes(StandardCharsets.UTF_8);
      return (batch, rows) -> {
        for (int row = 0; row < rows; row++) {
          batch.column(place).set(row, value);
        }
      };
    }
    long value =
        column.type().kind() == ColumnType.Kind.DATE
            ? LocalDate.parse(text).toEpochDay()
            : Long.parseLong(text);
    return (batch, rows) -> {
      for (int row = 0; row < rows; row++) {
        batch.column(place).set(row, value);
      }
    };
  }
}
