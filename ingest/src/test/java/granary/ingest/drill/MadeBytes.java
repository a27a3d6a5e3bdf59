package granary.ingest.drill;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;

/** The content of a file that is larger than any disk: pieces, each repeated. */
final class MadeBytes {
  private final List<Piece> pieces = new ArrayList<>();
  private long length;

  private static final class Piece {
    final byte[] bytes;
    final long begin;
    final long end;

    Piece(byte[] bytes, long begin, long end) {
      this.bytes = bytes;
      this.begin = begin;
      this.end = end;
    }
  }

  MadeBytes add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8), 1);
  }

  MadeBytes add(byte[] bytes, long times) {
    if (bytes.length > 0 && times > 0) {
      long end = length + bytes.length * times;
      pieces.add(new Piece(bytes, length, end));
      length = end;
    }
    return this;
  }

  /** One byte, again and again. */
  MadeBytes fill(char value, long times) {
    byte[] many = String.valueOf(value).repeat(1 << 10).getBytes(StandardCharsets.UTF_8);
    add(many, times >> 10);
    return add(String.valueOf(value).repeat((int) (times & 1023)));
  }

  long length() {
    return length;
  }

  InputStream open() {
    return new Reader();
  }

  private final class Reader extends InputStream implements Seekable, PositionedReadable {
    private long position;
    private int piece;

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) {
      while (piece < pieces.size() && position >= pieces.get(piece).end) {
        piece++;
      }
      if (piece == pieces.size()) {
        return -1;
      }
      Piece now = pieces.get(piece);
      int at = (int) ((position - now.begin) % now.bytes.length);
      int count = Math.min(wanted, now.bytes.length - at);
      System.arraycopy(now.bytes, at, target, offset, count);
      position += count;
      return count;
    }

    @Override
    public void seek(long to) {
      position = to;
      piece = 0;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }

    @Override
    public int read(long at, byte[] target, int offset, int wanted) {
      seek(at);
      return read(target, offset, wanted);
    }

    @Override
    public void readFully(long at, byte[] target, int offset, int wanted) {
      seek(at);
      for (int done = 0; done < wanted; ) {
        done += read(target, offset + done, wanted - done);
      }
    }

    @Override
    public void readFully(long at, byte[] target) {
      readFully(at, target, 0, target.length);
    }
  }
}
