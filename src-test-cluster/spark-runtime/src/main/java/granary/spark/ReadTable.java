package granary.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads an Iceberg table with Spark, in a process of its own, and writes each value as one text.
 * Run by Java's source launcher with Spark's class path and the cluster's configuration directory.
 * Arguments: the table's metadata file, the file to write, the expressions to select; rows come in
 * the order of the first.
 */
public final class ReadTable {
  private ReadTable() {}

  public static void main(String[] arguments) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.datetime.java8API.enabled", "true")
            // Spark reads a metadata file only through a catalog of this name and kind.
            .config("spark.sql.catalog.default_iceberg", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.default_iceberg.type", "hadoop")
            .config("spark.sql.catalog.default_iceberg.warehouse", "file:/tmp")
            .getOrCreate();
    Dataset<Row> table = spark.read().format("iceberg").load(arguments[0]);
    ObjectMapper json = new ObjectMapper();
    ObjectNode result = json.createObjectNode();
    ObjectNode types = result.putObject("types");
    for (var field : table.schema().fields()) {
      types.put(field.name(), field.dataType().simpleString());
    }
    ArrayNode rows = result.putArray("rows");
    String[] expressions = Arrays.copyOfRange(arguments, 2, arguments.length);
    Dataset<Row> selected =
        table.selectExpr(
            IntStream.range(0, expressions.length)
                .mapToObj(i -> expressions[i] + " AS c" + i)
                .toArray(String[]::new));
    for (Row row : selected.orderBy("c0").collectAsList()) {
      ArrayNode values = rows.addArray();
      for (int i = 0; i < row.length(); i++) {
        values.add(text(row.get(i)));
      }
    }
    spark.stop();
    Files.write(Path.of(arguments[1]), json.writeValueAsBytes(result));
  }

  private static String text(Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof LocalDateTime time) {
      String text = time.toInstant(ZoneOffset.UTC).toString();
      return text.substring(0, text.length() - 1);
    }
    boolean nested =
        value instanceof scala.collection.Seq
            || value instanceof scala.collection.Map
            || value instanceof Row;
    return nested ? json(value) : value.toString();
  }

  private static String json(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof scala.collection.Seq<?> items) {
      return CollectionConverters.asJava(items).stream()
          .map(ReadTable::json)
          .collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof scala.collection.Map<?, ?> entries) {
      Map<?, ?> java = CollectionConverters.asJava(entries);
      return java.entrySet().stream()
          .map(entry -> quoted(entry.getKey().toString()) + ":" + json(entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    if (value instanceof Row row) {
      return IntStream.range(0, row.length())
          .mapToObj(i -> quoted(row.schema().fieldNames()[i]) + ":" + json(row.get(i)))
          .collect(Collectors.joining(",", "{", "}"));
    }
    return value instanceof Number || value instanceof Boolean ? text(value) : quoted(text(value));
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
