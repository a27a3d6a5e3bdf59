package granary.cli.ingest;

import granary.ingest.TextOptions;
import granary.ingest.csv.CsvHeader;
import granary.ingest.csv.CsvOptions;
import granary.ingest.csv.CsvSyntax;
import granary.ingest.csv.ShortRows;
import granary.ingest.input.InputFormat;
import granary.ingest.input.TextCharset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how files are to be read; the same for every command that reads some. */
public final class TextFlags {
  @Option(
      names = "--format",
      paramLabel = "csv|jsonl|json|avro",
      description =
          "The files' format; json is a document that is one array. Default: what their names"
              + " say.")
  @Nullable String format;

  @Option(
      names = "--delimiter",
      paramLabel = "C",
      description =
          "Between the cells of CSV: a character, \\t or a code such as \\x01. Default: what a"
              + " first line such as sep=; names; a tab in files named .tsv; else a comma.")
  @Nullable String delimiter;

  @Option(
      names = "--quote",
      paramLabel = "C|none",
      defaultValue = "\"",
      description = "Around the cells of CSV that hold special characters. Default: \".")
  String quote = "\"";

  @Option(
      names = "--escape",
      paramLabel = "C|none",
      defaultValue = "none",
      description =
          "Makes a special character behind it in CSV plain text; before any other, as in \\n, both"
              + " stay. Default: none.")
  String escape = "none";

  @Option(
      names = "--charset",
      paramLabel = "NAME",
      defaultValue = "UTF-8",
      description =
          "The files' characters, such as UTF-16, ISO-8859-1 or windows-1252. Default: UTF-8, or"
              + " what a byte order mark says.")
  String charset = "UTF-8";

  @Option(
      names = "--header",
      paramLabel = "true|false|A,B,…",
      defaultValue = "true",
      description =
          "Whether CSV files begin with the columns' names; without, columns are the fields in"
              + " their order, or have the names given here. Default: true.")
  String header = "true";

  @Option(
      names = "--null-value",
      paramLabel = "TEXT",
      description =
          "What stands for NULL in CSV, where it is not quoted; may be repeated. Default: an empty"
              + " cell.")
  List<String> nullValues = List.of();

  @Option(
      names = "--allow-short-rows",
      description = "Records of CSV with too few cells have NULL or the default in the others.")
  boolean allowShortRows;

  /** The format, if the user named one. */
  public Optional<InputFormat> format() {
    return Optional.ofNullable(format).map(InputFormat::parse);
  }

  /** How files of text are read. */
  public TextOptions options() {
    CsvSyntax syntax =
        new CsvSyntax(
            Optional.ofNullable(delimiter).map(text -> CsvSyntax.parse("delimiter", text)),
            CsvSyntax.parseOptional("quote", quote),
            CsvSyntax.parseOptional("escape", escape));
    return new TextOptions(
        new TextCharset(charset),
        new CsvOptions(
            syntax,
            CsvHeader.parse(header),
            nullValues.isEmpty() ? List.of("") : nullValues,
            allowShortRows ? ShortRows.FILLED : ShortRows.BAD));
  }
}
