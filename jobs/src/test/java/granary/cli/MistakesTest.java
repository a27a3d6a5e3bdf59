package granary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import granary.jobs.run.CommandWords;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What new users get wrong, as far as it is found without a cluster; each is told what is right.
 */
class MistakesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "datset list|'datset' is not known here; did you mean dataset?",
        "dataset lst|'lst' is not known here; did you mean list?",
        "dataset|one of [",
        "ingest shop --source web --form a.csv|'--form' is not known here; did you mean --from?",
        "ingest shop --from a.csv|Missing required option: '--source=S'",
        "ingest shop --source web|Missing required option: '--from=URI",
        "ingest --source web --from a.csv|Missing required parameter: 'NAME'",
        "ingest shop --source web --from a.csv --on-bad skip|Cannot use --on-bad skip: quarantine"
            + " or fail was expected",
        "ingest shop --source web --from a.csv --format parquet|parquet",
        "ingest Shop-1 --source web --from a.csv|Cannot name a dataset 'shop-1'",
        "ingest shop --source web --from a.csv --max-bad many|many",
        "ingest shop --source web --from a.csv --id 'a b'|Cannot name a commit 'a b'",
        "query SELECT 1|'1' is one word too many; put quotes around what holds blanks",
        "query|either SQL or --file FILE was expected",
        "query ''|there is no SQL in it",
        "query --file none.sql|Cannot read SQL: there is no such file (none.sql)",
        "query 'SELECT 1' --format avro|--format avro needs --output",
        "query 'SELECT 1' --format table --output a.csv|--format table is for the terminal",
        "query 'SELECT 1' --overwrite|--overwrite needs --output",
        "query 'SELECT 1' --format xml|expected one of [TABLE, CSV, JSON, AVRO]",
        "query 'SELECT 1' --as-of yesterday|a snapshot's ID or a time such as",
        "query 'SELECT 1' --execution spark|expected one of [YARN, LOCAL]",
        "partitions shop --from 22.11.2026|a day such as 2026-11-22 was expected",
        "partitions shop --frequency often|often",
        "-D quary.heap=1GiB dataset list|did you mean query.heap?",
        "-D quary.heap=1GiB dataset list -D query.heap=1GiB|did you mean query.heap?",
        "-D query.heap=much dataset list|a size such as 128MiB was expected (much)",
        "-D query.heap dataset list|should be in KEY=VALUE format",
        "--conf none.yaml dataset list|there is no such file (none.yaml)",
        "run none.yaml|Cannot read job file: there is no such file (none.yaml)",
        "sample payments --rows 3 --out a.csv|payments",
        "sample users --rows many --out a.csv|'many' is not a long",
        "completion fish|bash or zsh was expected",
      })
  void aMistakeIsNamedWithWhatWouldBeRight(String line, String words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        GranaryMain.run(
            CommandWords.split(line).toArray(String[]::new),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));

    String said = err.toString(StandardCharsets.UTF_8);
    assertThat(code).as(said).isEqualTo(2);
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(said).startsWith("Cannot ").contains(words).hasLineCount(1);
  }
}
