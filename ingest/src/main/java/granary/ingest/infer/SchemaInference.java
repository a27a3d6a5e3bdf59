package granary.ingest.infer;

import granary.failure.InvalidRequestException;
import granary.ingest.TextOptions;
import granary.ingest.input.InputContent;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputFormat;
import granary.ingest.input.TextWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Infers the schema of files: looks at all of a bounded sample, the first records of the first
 * files. Files of Avro bring their schema with them. Runs in the client; owned by one thread.
 */
public final class SchemaInference {
  private final InferenceSettings settings;
  private final TextOptions text;
  private final Configuration hadoop;

  /**
   * An inference.
   *
   * @param settings how much it looks at
   * @param text how files of text are read
   * @param hadoop the cluster's configuration
   */
  public SchemaInference(InferenceSettings settings, TextOptions text, Configuration hadoop) {
    this.settings = settings;
    this.text = text;
    this.hadoop = hadoop;
  }

  /**
   * The schema of files' records.
   *
   * @param files of text, or of Avro; of these the first one's schema is taken
   * @param name what the record is to be called
   * @param textField the field at the top that is to be a string whatever it looks like: its name,
   *     or what it is called in the data
   * @throws InvalidRequestException if a file is damaged or no text, or there is no record
   * @throws IOException if a file system fails
   */
  public InferredSchema infer(List<InputFile> files, String name, Optional<String> textField)
      throws IOException {
    if (files.get(0).format() == InputFormat.AVRO) {
      return AvroFileSchema.of(files.get(0), hadoop);
    }
    Sample sample = new Sample(settings);
    Classifier classifier = new Classifier();
    for (InputFile file : files) {
      if (sample.isFull()) {
        sample.leavesRest();
        break;
      }
      read(file, classifier, sample);
    }
    ObjectProfile records = sample.records();
    requireFields(files, sample);
    if (records.hasTooManyFields()) {
      throw new InvalidRequestException(
          "Cannot infer a schema: there are more fields than "
              + ObjectProfile.MAX_FIELDS
              + " keys of objects, or "
              + ObjectProfile.MAX_COLUMNS
              + " columns of CSV; if keys are data, make a schema with a map of them ("
              + files.get(0).path()
              + ")");
    }
    InferredSchema inferred = new ProfileSchema(textField).of(records, name);
    List<String> notes = new ArrayList<>(sample.notes());
    if (records.objects() == 0) {
      notes.add("There is no record, only names; all fields are strings");
    }
    notes.addAll(inferred.notes());
    return new InferredSchema(inferred.schema(), notes, inferred.times(), inferred.textTimes());
  }

  private static void requireFields(List<InputFile> files, Sample sample) {
    if (sample.records().fields().isEmpty() || sample.isAllBad()) {
      List<String> details = new ArrayList<>();
      details.add(files.stream().map(InputFile::path).limit(3).toList().toString());
      details.addAll(sample.notes());
      throw new InvalidRequestException(
          "Cannot infer a schema: "
              + (sample.isAllBad() ? "every record is bad (" : "no field was found (")
              + String.join("; ", details)
              + ")");
    }
  }

  private void read(InputFile file, Classifier classifier, Sample sample) throws IOException {
    try (InputContent content = InputContent.open(file, hadoop)) {
      TextWindow window = TextWindow.over(content, text.charset(), settings.maxRecordBytes());
      switch (file.format()) {
        case CSV -> new CsvSampler(text.csv(), classifier, sample).read(file.path(), window);
        case JSONL, JSON, JSON_OR_JSONL ->
            new JsonSampler(classifier, sample).read(file.path(), window, file.format());
        case AVRO ->
            throw new InvalidRequestException(
                "Cannot infer a schema from "
                    + file.path()
                    + ": it is an Avro file among files of text");
      }
    }
  }
}
