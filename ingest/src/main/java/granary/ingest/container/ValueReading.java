package granary.ingest.container;

import granary.ingest.record.BadRecordException;
import granary.ingest.record.Row;

/** Puts a value as it was written into the slots of a row. */
@FunctionalInterface
interface ValueReading {
  /**
   * Reads one value.
   *
   * @throws MalformedAvroException if its bytes are not what Avro writes
   * @throws BadRecordException if it is sound but fits no field; the cursor stands anywhere then
   */
  void read(BinaryCursor in, Row row) throws MalformedAvroException, BadRecordException;
}
