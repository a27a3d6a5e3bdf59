package granary.ingest.infer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import granary.ingest.input.InputFormat;
import granary.ingest.input.TextWindow;
import granary.ingest.json.JsonCheck;
import granary.ingest.json.JsonFrames;
import granary.ingest.record.BadRecordException;
import java.io.IOException;

/** Looks at the records of a JSON file; which of them are bad, {@link JsonCheck} says. */
final class JsonSampler {
  private final JsonFactory json =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();
  private final JsonCheck check = new JsonCheck();
  private final Classifier classifier;
  private final Sample sample;

  JsonSampler(Classifier classifier, Sample sample) {
    this.classifier = classifier;
    this.sample = sample;
  }

  void read(String file, TextWindow window, InputFormat format) throws IOException {
    JsonFrames frames = JsonFrames.of(file, window, format);
    while (!sample.isFull()) {
      try {
        if (!frames.next()) {
          return;
        }
        // First, so that a bad record leaves no trace in the profile.
        check.check(frames);
        add(frames);
      } catch (BadRecordException e) {
        sample.addBad(file, frames.line(), e);
      }
    }
    leaveRest(frames);
  }

  private void leaveRest(JsonFrames frames) throws IOException {
    try {
      if (frames.next()) {
        sample.leavesRest();
      }
    } catch (BadRecordException e) {
      sample.leavesRest();
    }
  }

  private JsonParser parser(JsonFrames frames) throws IOException {
    int length = frames.stop() - frames.start();
    return json.createParser(frames.bytes(), frames.start(), length);
  }

  private void add(JsonFrames frames) throws IOException {
    sample.addBytes(frames.stop() - frames.start());
    try (JsonParser parser = parser(frames)) {
      parser.nextToken();
      object(parser, sample.records());
    }
  }

  private void object(JsonParser parser, ObjectProfile profile) throws IOException {
    long record = profile.begin();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      FieldProfile field = profile.field(new ObjectProfile.Key(parser.currentName(), 1));
      field.presentIn(record);
      parser.nextToken();
      value(parser, field);
    }
  }

  private void value(JsonParser parser, FieldProfile field) throws IOException {
    switch (parser.currentToken()) {
      case VALUE_NULL -> field.addNull();
      case VALUE_TRUE, VALUE_FALSE -> field.add(ValueKind.BOOLEAN, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        String text = parser.getText();
        field.add(classifier.ofNumber(text), text);
      }
      case START_OBJECT -> {
        field.add(ValueKind.OBJECT, "{…}");
        object(parser, field.object());
      }
      case START_ARRAY -> {
        field.add(ValueKind.ARRAY, "[…]");
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          value(parser, field.nextItem());
        }
      }
      default -> {
        String text = parser.getText();
        field.add(classifier.ofString(text), text);
      }
    }
  }
}
