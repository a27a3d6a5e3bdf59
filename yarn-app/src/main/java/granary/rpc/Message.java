package granary.rpc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.hadoop.io.Writable;

/**
 * The bytes of one call or answer. Hadoop's own BytesWritable would do, but Hadoop prints calls
 * when it logs a large or slow one, and that one prints as hexadecimal text: seconds for 1 MiB.
 */
public final class Message implements Writable {
  private static final int MAX_BYTES = 64 << 20;

  private byte[] bytes;

  /** Empty, to be read into. */
  public Message() {
    this(new byte[0]);
  }

  Message(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MAX_BYTES) {
      throw new IOException("Invalid message: " + length + " bytes");
    }
    bytes = new byte[length];
    in.readFully(bytes);
  }

  @Override
  public String toString() {
    return "message of " + bytes.length + " bytes";
  }
}
