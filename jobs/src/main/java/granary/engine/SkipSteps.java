package granary.engine;

import org.apache.avro.Schema;

/** Skips values that no column wants. */
final class SkipSteps {
  private SkipSteps() {}

  static RecordDecoder.Step of(Schema schema) {
    return switch (schema.getType()) {
      case NULL -> (in, batch, row) -> {};
      case BOOLEAN -> (in, batch, row) -> in.skip(1);
      case INT, LONG, ENUM -> (in, batch, row) -> in.readLong();
      case FLOAT -> (in, batch, row) -> in.skip(Float.BYTES);
      case DOUBLE -> (in, batch, row) -> in.skip(Double.BYTES);
      case STRING, BYTES -> (in, batch, row) -> in.skip(in.readLength());
      case FIXED -> {
        int size = schema.getFixedSize();
        yield (in, batch, row) -> in.skip(size);
      }
      case RECORD -> record(schema);
      case UNION -> union(schema);
      case ARRAY -> blocks(of(schema.getElementType()));
      case MAP -> {
        RecordDecoder.Step value = of(schema.getValueType());
        yield blocks(
            (in, batch, row) -> {
              in.skip(in.readLength());
              value.run(in, batch, row);
            });
      }
    };
  }

  private static RecordDecoder.Step record(Schema schema) {
    RecordDecoder.Step[] fields =
        schema.getFields().stream()
            .map(field -> of(field.schema()))
            .toArray(RecordDecoder.Step[]::new);
    return (in, batch, row) -> {
      for (RecordDecoder.Step field : fields) {
        field.run(in, batch, row);
      }
    };
  }

  private static RecordDecoder.Step union(Schema schema) {
    RecordDecoder.Step[] branches =
        schema.getTypes().stream().map(SkipSteps::of).toArray(RecordDecoder.Step[]::new);
    return (in, batch, row) -> {
      long branch = in.readLong();
      if (branch < 0 || branch >= branches.length) {
        throw new DamagedBlockException("a union has no branch " + branch);
      }
      branches[(int) branch].run(in, batch, row);
    };
  }

  /** Arrays and maps come in blocks; a negative count is followed by the block's length. */
  private static RecordDecoder.Step blocks(RecordDecoder.Step item) {
    return (in, batch, row) -> {
      for (long count = in.readLong(); count != 0; count = in.readLong()) {
        if (count < 0) {
          in.skip(in.readLength());
        } else {
          for (long i = 0; i < count; i++) {
            item.run(in, batch, row);
          }
        }
      }
    };
  }
}
