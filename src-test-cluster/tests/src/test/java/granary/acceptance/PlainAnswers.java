package granary.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the samples as a plain program would: good records as text by column, and how many bad. */
final class PlainAnswers {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<Map<String, String>> rows = new ArrayList<>();
  private long bad;

  /** The good records, in the input's order; NULL is a missing key. */
  List<Map<String, String>> rows() {
    return rows;
  }

  long bad() {
    return bad;
  }

  static PlainAnswers ofTransactions(Path csv) throws IOException {
    PlainAnswers answers = new PlainAnswers();
    try (BufferedReader in = Files.newBufferedReader(csv)) {
      PlainCsv records = new PlainCsv(in);
      List<String> header = records.record().orElseThrow();
      for (Optional<List<String>> record = records.record();
          record.isPresent();
          record = records.record()) {
        answers.add(row(header, record.get()), "created_at");
      }
    }
    return answers;
  }

  private static Map<String, String> row(List<String> header, List<String> cells) {
    if (cells.size() != header.size()) {
      return Map.of();
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      if (!cells.get(i).isEmpty()) {
        row.put(header.get(i), cells.get(i));
      }
    }
    return row;
  }

  static PlainAnswers ofLogs(Path jsonLines) throws IOException {
    PlainAnswers answers = new PlainAnswers();
    for (byte[] line : lines(jsonLines)) {
      answers.add(log(line), "ts");
    }
    return answers;
  }

  private static Map<String, String> log(byte[] line) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
      JsonNode record = JSON.readTree(text);
      Map<String, String> row = new LinkedHashMap<>();
      for (String column : List.of("ts", "level", "service")) {
        row.put(column, record.path(column).asText());
      }
      row.put("attributes.region", record.path("attributes").path("region").asText());
      JsonNode http = record.path("attributes").path("http");
      if (http.isObject()) {
        row.put("attributes.http.status", http.path("status").asText());
        row.put("attributes.http.bytes", http.path("bytes").asText());
      }
      return row;
    } catch (CharacterCodingException | JsonProcessingException e) {
      return Map.of();
    }
  }

  private void add(Map<String, String> row, String time) {
    if (isTime(row.getOrDefault(time, ""))) {
      rows.add(row);
    } else {
      bad++;
    }
  }

  private static boolean isTime(String text) {
    try {
      return Instant.parse(text).isAfter(Instant.EPOCH);
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static List<byte[]> lines(Path file) throws IOException {
    List<byte[]> lines = new ArrayList<>();
    // ISO 8859-1 keeps every byte, so that lines that are not UTF-8 come through as they are.
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.ISO_8859_1))) {
      in.lines().forEach(line -> lines.add(line.getBytes(StandardCharsets.ISO_8859_1)));
    }
    return lines;
  }
}
