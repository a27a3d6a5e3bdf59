package granary.ingest.json;

import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads values of unions of several types. The value belongs to the branch that it names, as in
 * Avro's JSON encoding ({@code {"long": 5}}, {@code {"com.acme.Address": {…}}}), or else to the
 * first branch, in the schema's order, that can hold it.
 */
final class JsonUnions {
  /** Why a branch cannot hold a value; anything else is wrong with the text itself. */
  private static final Set<BadRecordReason> UNFIT =
      EnumSet.of(
          BadRecordReason.WRONG_TYPE,
          BadRecordReason.OUT_OF_RANGE,
          BadRecordReason.INEXACT,
          BadRecordReason.MISSING_VALUE);

  private final RecordShape shape;
  private final JsonTokens tokens;
  private final JsonRecords reader;

  JsonUnions(RecordShape shape, JsonTokens tokens, JsonRecords reader) {
    this.shape = shape;
    this.tokens = tokens;
    this.reader = reader;
  }

  void read(Row row, ShapeField union, int depth) throws BadRecordException {
    boolean isObject = tokens.peek() == '{';
    int mark = tokens.mark();
    if (isObject && readNamed(row, union, depth)) {
      return;
    }
    List<ShapeField> branches = shape.children(union.slot());
    for (ShapeField branch : branches) {
      tokens.reset(mark);
      if (fits(row, union, branch, depth)) {
        return;
      }
    }
    throw new BadRecordException(
        BadRecordReason.WRONG_TYPE,
        "field "
            + union.path()
            + ": its value is none of "
            + branches.stream().map(branch -> branch.details().branch().orElse("")).toList());
  }

  private boolean readNamed(Row row, ShapeField union, int depth) throws BadRecordException {
    tokens.expect('{');
    if (tokens.peek() != '"') {
      return false;
    }
    tokens.string();
    ShapeField branch = named(union, tokens.textAsString());
    if (branch == null) {
      return false;
    }
    tokens.expect(':');
    return tokens.peek() != 'n' && fits(row, union, branch, depth + 1) && tokens.skip('}');
  }

  private @Nullable ShapeField named(ShapeField union, String key) {
    for (ShapeField branch : shape.children(union.slot())) {
      String name = branch.details().branch().orElse("");
      if (key.equals(name) || key.equals(name.substring(name.lastIndexOf('.') + 1))) {
        return branch;
      }
    }
    return null;
  }

  private boolean fits(Row row, ShapeField union, ShapeField branch, int depth)
      throws BadRecordException {
    row.setPresent(union.slot());
    for (int slot = union.slot() + 1; slot < union.end(); slot++) {
      row.setMissing(slot);
    }
    boolean strict = reader.setStrict(true);
    try {
      reader.value(row, branch, depth);
      shape.complete(row, branch);
      return true;
    } catch (BadRecordException e) {
      if (!UNFIT.contains(e.reason())) {
        throw e;
      }
      return false;
    } finally {
      reader.setStrict(strict);
    }
  }
}
