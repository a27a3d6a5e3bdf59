package granary.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.duckdb.DuckDBWritableVector;

/**
 * Copies columns into DuckDB's vectors. Numbers go straight into a vector's buffers, in DuckDB's
 * layout, since its public setters cost several times the decoding of the file; a test pins that
 * layout to the version in use. Vectors start all NULL.
 */
final class VectorBuffers {
  private static final VarHandle DATA = field("data");
  private static final VarHandle VALIDITY = field("validity");

  private VectorBuffers() {}

  private static VarHandle field(String name) {
    try {
      return MethodHandles.privateLookupIn(DuckDBWritableVector.class, MethodHandles.lookup())
          .findVarHandle(DuckDBWritableVector.class, name, ByteBuffer.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  static void copy(Column column, int rows, DuckDBWritableVector vector) {
    ByteBuffer data = (ByteBuffer) DATA.get(vector);
    switch (column.type().kind()) {
      case VARCHAR -> vector.setStringUtf8Batch(0, Arrays.copyOf(column.bytes(), rows));
      case VARBINARY -> vector.setStringUtf8Batch(0, hexadecimal(column.bytes(), rows));
      case BOOLEAN -> {
        for (int row = 0; row < rows; row++) {
          data.put(row, (byte) column.longs()[row]);
        }
      }
      case INTEGER, DATE, REAL -> copyInts(column, rows, data);
      case BIGINT, DOUBLE, TIMESTAMP -> copyLongs(column, rows, data);
      case DECIMAL -> copyDecimals(column, rows, data);
    }
    copyValidity(column, rows, (ByteBuffer) VALIDITY.get(vector));
  }

  private static void copyValidity(Column column, int rows, ByteBuffer validity) {
    long[] valid = column.valid();
    for (int word = 0; word < (rows + 63) / 64; word++) {
      validity.putLong(word * Long.BYTES, valid[word]);
    }
  }

  private static void copyInts(Column column, int rows, ByteBuffer data) {
    long[] values = column.longs();
    for (int row = 0; row < rows; row++) {
      data.putInt(row * Integer.BYTES, (int) values[row]);
    }
  }

  private static void copyLongs(Column column, int rows, ByteBuffer data) {
    long[] values = column.longs();
    for (int row = 0; row < rows; row++) {
      data.putLong(row * Long.BYTES, values[row]);
    }
  }

  /** DuckDB keeps decimals in 16 bits up to 4 digits, 32 up to 9, 64 up to 18, else 128. */
  private static void copyDecimals(Column column, int rows, ByteBuffer data) {
    int digits = column.type().precision();
    long[] values = column.longs();
    if (digits <= 4) {
      for (int row = 0; row < rows; row++) {
        data.putShort(row * Short.BYTES, (short) values[row]);
      }
    } else if (digits <= 9) {
      copyInts(column, rows, data);
    } else if (digits <= 18) {
      copyLongs(column, rows, data);
    } else {
      long[] highs = column.highs();
      for (int row = 0; row < rows; row++) {
        data.putLong(row * 16, values[row]);
        data.putLong(row * 16 + 8, highs[row]);
      }
    }
  }

  private static byte[][] hexadecimal(byte[][] values, int rows) {
    byte[][] texts = new byte[rows][];
    for (int row = 0; row < rows; row++) {
      byte[] value = values[row];
      if (value != null) {
        byte[] text = new byte[value.length * 2];
        for (int i = 0; i < value.length; i++) {
          text[2 * i] = (byte) Character.forDigit((value[i] >> 4) & 0xF, 16);
          text[2 * i + 1] = (byte) Character.forDigit(value[i] & 0xF, 16);
        }
        texts[row] = text;
      }
    }
    return texts;
  }
}
