package granary.spark;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.avro.SchemaConverters;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Does with Spark what an ingest does: reads text files by a schema, derives the partition columns,
 * and writes partitioned Avro, compressed with zstandard. Run by Java's source launcher with
 * Spark's class path. For each line {@code FORMAT SCHEMA TIME_FIELD INPUT OUTPUT} on standard input
 * it writes {@code done WALL_NANOS CPU_NANOS}, so that rounds can be interleaved with another
 * program's.
 */
public final class IngestFiles {
  private IngestFiles() {}

  public static void main(String[] arguments) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.avro.compression.codec", "zstandard")
            .getOrCreate();
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      String[] words = line.split(" ", -1);
      long wall = System.nanoTime();
      long cpu = processCpuNanos();
      ingest(spark, words[0], words[1], words[2], words[3], words[4]);
      System.out.println("done " + (System.nanoTime() - wall) + " " + (processCpuNanos() - cpu));
    }
    spark.stop();
  }

  private static void ingest(
      SparkSession spark, String format, String schema, String timeField, String in, String out)
      throws Exception {
    String text = Files.readString(Path.of(schema));
    StructType type =
        (StructType) SchemaConverters.toSqlType(new Schema.Parser().parse(text)).dataType();
    Dataset<Row> rows =
        format.equals("csv")
            ? spark.read().schema(type).option("header", "true").csv(in)
            : spark.read().schema(type).json(in);
    rows.withColumn("source", functions.lit("bench"))
        .withColumn("frequency", functions.lit("hot"))
        .withColumn("day", functions.to_date(functions.col(timeField)))
        .write()
        .mode(SaveMode.Overwrite)
        .partitionBy("source", "frequency", "day")
        .format("avro")
        .option("avroSchema", text)
        .save(out);
  }

  private static long processCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
