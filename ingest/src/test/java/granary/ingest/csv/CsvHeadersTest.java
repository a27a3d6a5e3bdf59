package granary.ingest.csv;

import static granary.ingest.csv.CsvReading.AB;
import static granary.ingest.csv.CsvReading.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

/** Which column is which field. */
class CsvHeadersTest {
  @Test
  void obeysTheLineThatNamesTheDelimiter() {
    for (String line : List.of("sep=;\n", "SEP=;\r\n", "\"sep=;\"\r", "sep=;;\n")) {
      assertThat(read(line + "a;b\n1;x,y\n\"2\n"))
          .as(line)
          .containsExactly("1|x,y", "!4 unterminated-quote \"2");
    }
    assertThat(read("sep=\t\nb\ta\n1\t2\n")).containsExactly("2|1");
    assertThat(read("sep=|")).isEmpty();
    CsvOptions same = CsvOptions.DEFAULT.withSyntax(CsvSyntax.RFC_4180.delimitedBy(';'));
    assertThat(read("sep=;\na;b\n1;2\n", AB, same, 1 << 20)).containsExactly("1|2");
    CsvOptions none = CsvOptions.DEFAULT.withHeader(CsvHeader.NOWHERE);
    assertThat(read("sep=;\n1;2\nsep=,;x\n", AB, none, 1 << 20)).containsExactly("1|2", "sep=,|x");
    assertThatThrownBy(() -> read("sep=,\na,b\n", AB, same, 1 << 20))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("its first line says that ',' stands between its cells")
        .hasMessageContaining("--delimiter says ';'");
    Schema odd = SchemaBuilder.record("r").fields().optionalString("sep_x").endRecord();
    assertThat(read("sep=xy\n1\n", odd, CsvOptions.DEFAULT.withHeader(CsvHeader.NOWHERE), 1 << 20))
        .containsExactly("sep=xy", "1");
  }

  @Test
  void matchesHeadersByNameInAnyOrder() {
    Schema schema =
        SchemaBuilder.record("r")
            .fields()
            .optionalString("cost_total")
            .optionalString("b")
            .endRecord();
    assertThat(read("B,Other,Cost Total $\n1,2,3\n", schema, CsvOptions.DEFAULT, 1 << 20))
        .containsExactly("3|1");
  }

  @Test
  void refusesAFileWithoutARequiredColumn() {
    Schema schema = SchemaBuilder.record("r").fields().requiredLong("id").endRecord();
    assertThatThrownBy(() -> read("x\n1\n", schema, CsvOptions.DEFAULT, 1 << 20))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("no column for field id");
    assertThatThrownBy(() -> read("a,A\n1,2\n"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("two columns are field a");
  }

  @Test
  void givesMissingColumnsTheirDefaultAndNestedFieldsTheirColumns() {
    Schema inner =
        SchemaBuilder.record("i").fields().optionalString("x").optionalString("y").endRecord();
    Schema schema =
        SchemaBuilder.record("r")
            .fields()
            .name("s")
            .type()
            .stringType()
            .stringDefault("none")
            .name("n")
            .type()
            .unionOf()
            .nullType()
            .and()
            .type(inner)
            .endUnion()
            .nullDefault()
            .endRecord();
    assertThat(read("n.x\n1\n\"\"\n", schema, CsvOptions.DEFAULT, 1 << 20))
        .containsExactly("none|{|1|NULL", "none|{||NULL");
    assertThat(read("n_y,s\n,1\n", schema, CsvOptions.DEFAULT, 1 << 20)).containsExactly("1|NULL");
  }

  @Test
  void readsFilesWithoutHeaderInTheOrderOfTheFields() {
    CsvOptions options = CsvOptions.DEFAULT.withHeader(CsvHeader.NOWHERE);
    assertThat(read("a,b\n1,2,3\n1\n", AB, options, 1 << 20))
        .containsExactly("a|b", "!2 ragged-row 1,2,3", "!3 ragged-row 1");
    assertThat(CsvHeader.parse("true")).isEqualTo(CsvHeader.FIRST_RECORD);
    assertThat(CsvHeader.parse("false")).isEqualTo(CsvHeader.NOWHERE);
    assertThat(CsvHeader.parse("x,,y").names()).containsExactly("x", "", "y");
  }

  @Test
  void matchesWhatAFieldWasCalledWhenItsSchemaWasInferred() {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"r","fields":[
                 {"name":"a","type":["null","string"],"original-name":"a"},
                 {"name":"a_2","type":["null","string"],"original-name":"A"},
                 {"name":"a_3","type":["null","string"],"original-name":"a"},
                 {"name":"column_4","type":["null","string"],"original-name":""},
                 {"name":"origin","type":["null","string"],"aliases":["source"]},
                 {"name":"gr_e","type":["null","string"],"original-name":"Größe"}]}
                """);
    assertThat(read("Größe,A,a,,a,SOURCE\n6,2,1,4,3,5\n", schema, CsvOptions.DEFAULT, 1 << 20))
        .containsExactly("1|2|3|4|5|6");
    assertThat(read("größe,A_2,Origin\n6,2,5\n", schema, CsvOptions.DEFAULT, 1 << 20))
        .containsExactly("NULL|2|NULL|NULL|5|6");
    assertThatThrownBy(() -> read("a,A,a,a\n1,2,3,4\n", schema, CsvOptions.DEFAULT, 1 << 20))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("two columns are field a");
  }

  @Test
  void givesTheFirstOfAlikeHeadersToTheFieldThatHasItsName() {
    Schema schema =
        new Schema.Parser()
            .parse(
                """
                {"type":"record","name":"r","fields":[
                 {"name":"a","type":["null","string"]},
                 {"name":"a_2","type":["null","string"],"original-name":"a"},
                 {"name":"a_3","type":["null","string"],"original-name":"A"}]}
                """);
    assertThat(read("a,a,A\n1,2,3\n", schema, CsvOptions.DEFAULT, 1 << 20))
        .containsExactly("1|2|3");
  }

  @Test
  void refusesAFileNoneOfWhoseColumnsIsAField() {
    assertThatThrownBy(() -> read("x,y\n1,2\n"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("none of its columns is a field")
        .hasMessageContaining("(columns: [x, y], fields: [a, b])");
    assertThatThrownBy(() -> read("a;b\n1;2\n")).hasMessageContaining("--delimiter ';'");
    assertThatThrownBy(
            () ->
                read(
                    "1,2\n",
                    AB,
                    CsvOptions.DEFAULT.withHeader(CsvHeader.given(List.of("x", "y"))),
                    1 << 20))
        .hasMessageContaining("none of its columns is a field");
  }

  @Test
  void refusesAHeaderThatIsNoText() {
    byte[] unmarked = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> read(unmarked, AB, CsvOptions.DEFAULT, 1 << 20, new Random(1)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("its header holds NUL characters")
        .hasMessageContaining("is it --charset UTF-16LE?");
    byte[] archive = "x.csv\0\0\0\0\0\nustar".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> read(archive, AB, CsvOptions.DEFAULT, 1 << 20, new Random(1)))
        .hasMessageContaining("its header holds NUL characters")
        .hasMessageNotContaining("UTF-16");
  }

  @Test
  void supposesAnotherDelimiterWhereAHeaderIsOneCell() {
    Schema schema = SchemaBuilder.record("r").fields().requiredLong("id").endRecord();
    assertThatThrownBy(() -> read("id;x\n1;2\n", schema, CsvOptions.DEFAULT, 1 << 20))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("is it cut by --delimiter ';'?");
    assertThatThrownBy(
            () ->
                read(
                    new byte[] {(byte) 0xe9, '\n'},
                    schema,
                    CsvOptions.DEFAULT,
                    1 << 20,
                    new Random(1)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("--charset");
  }
}
