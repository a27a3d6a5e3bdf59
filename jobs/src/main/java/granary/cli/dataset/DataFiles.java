package granary.cli.dataset;

import granary.cli.Session;
import granary.cli.ingest.TextFlags;
import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import granary.ingest.IngestSettings;
import granary.ingest.infer.InferenceSettings;
import granary.ingest.infer.InferredSchema;
import granary.ingest.infer.SchemaInference;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputListing;
import granary.ingest.record.ColumnNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the schema of the data files that a user names. */
final class DataFiles {
  private DataFiles() {}

  /**
   * The schema of files.
   *
   * @param file a file, a glob or a directory
   * @param flags how it is to be read
   * @param name what the record is to be called; empty to call it after the file
   * @param textField the field that is to be a string whatever it looks like
   */
  static InferredSchema schema(
      Session session,
      String file,
      TextFlags flags,
      Optional<String> name,
      Optional<String> textField) {
    InputListing listing = new InputListing(session.hadoop(), Path.of("").toAbsolutePath());
    try {
      List<InputFile> files = listing.files(List.of(file), flags.format());
      if (files.isEmpty()) {
        throw new InvalidRequestException(
            "Cannot infer a schema from " + file + ": no file is there");
      }
      int maxRecordBytes = IngestSettings.from(session.settings()).maxRecordBytes();
      return new SchemaInference(
              InferenceSettings.from(session.settings(), maxRecordBytes),
              flags.options(),
              session.hadoop())
          .infer(files, name.orElseGet(() -> recordName(files.get(0).path())), textField);
    } catch (IOException e) {
      throw new UnavailableException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static String recordName(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.indexOf('.');
    String name = ColumnNames.normalised(dot > 0 ? file.substring(0, dot) : file);
    return name.isEmpty() ? "record" : name;
  }
}
