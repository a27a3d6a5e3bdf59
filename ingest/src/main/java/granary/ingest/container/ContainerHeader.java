package granary.ingest.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** What stands before the blocks of a container file. */
final class ContainerHeader {
  static final int SYNC_BYTES = 16;
  private static final byte[] MAGIC = {'O', 'b', 'j', 1};
  private static final int MAX_ENTRY_BYTES = 64 << 20;
  private static final int MAX_ENTRIES = 100_000;
  private static final String SCHEMA = "avro.schema";
  private static final String CODEC = "avro.codec";

  private final Schema schema;
  private final String codec;
  private final byte[] sync;
  private final long length;

  private ContainerHeader(Schema schema, String codec, byte[] sync, long length) {
    this.schema = schema;
    this.codec = codec;
    this.sync = sync;
    this.length = length;
  }

  /** What its values were written with. */
  Schema schema() {
    return schema;
  }

  /** What packs its blocks, by its name in Avro. */
  String codec() {
    return codec;
  }

  /** The marker behind each block. */
  byte[] sync() {
    return sync;
  }

  /** Where the first block begins. */
  long length() {
    return length;
  }

  /** Reads the header at the beginning of a file. */
  static ContainerHeader read(ContainerInput in) throws IOException, MalformedAvroException {
    if (in.atEnd() || !Arrays.equals(in.read(MAGIC.length), MAGIC)) {
      throw new MalformedAvroException("it does not begin with 'Obj' and 1");
    }
    Map<String, byte[]> entries = entries(in);
    byte[] sync = in.read(SYNC_BYTES);
    byte[] schema = entries.get(SCHEMA);
    if (schema == null) {
      throw new MalformedAvroException("its header has no schema");
    }
    byte[] codec = entries.getOrDefault(CODEC, "null".getBytes(StandardCharsets.UTF_8));
    return new ContainerHeader(
        parse(schema), new String(codec, StandardCharsets.UTF_8), sync, in.offset());
  }

  private static Map<String, byte[]> entries(ContainerInput in)
      throws IOException, MalformedAvroException {
    Map<String, byte[]> entries = new HashMap<>();
    for (long count = in.readLong(); count != 0; count = in.readLong()) {
      if (count < 0) {
        count = -count;
        in.readLong();
      }
      if (count < 0 || count + entries.size() > MAX_ENTRIES) {
        throw new MalformedAvroException("its header has a wrong number of entries");
      }
      for (long i = 0; i < count; i++) {
        String key = new String(bytes(in), StandardCharsets.UTF_8);
        entries.put(key, bytes(in));
      }
    }
    return entries;
  }

  private static byte[] bytes(ContainerInput in) throws IOException, MalformedAvroException {
    long length = in.readLong();
    if (length < 0 || length > MAX_ENTRY_BYTES) {
      throw new MalformedAvroException("an entry of its header has a wrong length");
    }
    return in.read((int) length);
  }

  private static Schema parse(byte[] schema) throws MalformedAvroException {
    try {
      // Names and defaults that today's Avro would not write are no reason to refuse old files.
      return new Schema.Parser(org.apache.avro.NameValidator.NO_VALIDATION)
          .setValidateDefaults(false)
          .parse(new String(schema, StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      // Avro's parser throws several kinds, at what is no schema.
      throw new MalformedAvroException("its schema cannot be read: " + e.getMessage(), e);
    }
  }
}
