package granary.ingest.container;

import granary.ingest.record.BadRecordException;
import granary.ingest.record.ItemsWriter;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;

/** Reads the values of one array or map field. */
final class ItemReading implements ValueReading {
  /** Items may take no byte at all, so that a few bytes could claim any number of them. */
  private static final int MAX_EMPTY_ITEMS = 1 << 20;

  private final ValueReading item;
  private final boolean keyed;
  private final ItemsWriter items;
  private final ShapeField field;

  ItemReading(ShapeField field, ValueReading item, boolean keyed) {
    this.field = field;
    this.item = item;
    this.keyed = keyed;
    this.items = new ItemsWriter(field);
  }

  @Override
  public void read(BinaryCursor in, Row row) throws MalformedAvroException, BadRecordException {
    items.begin();
    for (long count = in.readItems(); count > 0; count = in.readItems()) {
      if (count > in.left() + (long) MAX_EMPTY_ITEMS) {
        throw new MalformedAvroException("field " + field.path() + " claims " + count + " items");
      }
      for (long i = 0; i < count; i++) {
        Row entry = items.next();
        if (keyed) {
          LeafReadings.text(in, entry, field.items().fields().get(0));
        }
        item.read(in, entry);
        items.add();
      }
    }
    items.finish(row);
  }
}
