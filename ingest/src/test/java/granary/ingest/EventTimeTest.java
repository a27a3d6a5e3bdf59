package granary.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.dataset.Grain;
import granary.dataset.Period;
import granary.dataset.TimeField;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {
  private static final RecordShape SHAPE =
      RecordShape.of(
          new Schema.Parser()
              .parse(
                  """
                  {"type":"record","name":"r","fields":[
                   {"name":"at","type":["null",{"type":"long","logicalType":"timestamp-millis"}]},
                   {"name":"text","type":"string"},
                   {"name":"day","type":{"type":"int","logicalType":"date"}}]}
                  """));

  private final Row row = SHAPE.newRow();

  @ParameterizedTest
  @ValueSource(
      strings = {"UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Africa/Monrovia"})
  void agreesWithJavaInEveryZoneAndGrain(String name) throws BadRecordException {
    ZoneId zone = ZoneId.of(name);
    Random random = new Random(name.hashCode());
    for (Grain grain : new Grain[] {Grain.MONTH, Grain.DAY, Grain.HOUR}) {
      EventTime time = time(Optional.empty(), "at", grain, zone);
      for (int i = 0; i < 20_000; i++) {
        Instant instant = Instant.ofEpochMilli((random.nextLong() >>> 23) - 1_000_000_000_000L);
        row.setNumber(0, instant.toEpochMilli());
        assertThat(time.period(row)).isEqualTo(Period.of(grain, instant, zone));
      }
    }
  }

  @Test
  void readsTextByItsPatternAndDays() throws BadRecordException {
    ZoneId zone = ZoneId.of("Europe/Berlin");
    set("22.11.2026 23:30");
    assertThat(time(Optional.of("dd.MM.yyyy HH:mm"), "text", Grain.HOUR, zone).period(row))
        .isEqualTo(Period.of(Grain.HOUR, LocalDateTime.of(2026, 11, 22, 23, 30)));
    set("2026-11-22T23:30Z");
    assertThat(time(Optional.of("yyyy-MM-dd'T'HH:mmX"), "text", Grain.DAY, zone).period(row))
        .isEqualTo(Period.of(Grain.DAY, LocalDateTime.of(2026, 11, 23, 0, 0)));
    set("2026-11");
    assertThat(time(Optional.of("yyyy-MM"), "text", Grain.MONTH, zone).period(row).month())
        .isEqualTo("2026-11");
    row.setNumber(2, 20_000);
    assertThat(time(Optional.empty(), "day", Grain.DAY, zone).period(row).day().toEpochDay())
        .isEqualTo(20_000);
  }

  @Test
  void refusesRecordsWithoutATime() {
    ZoneId zone = ZoneId.of("UTC");
    row.setNull(0);
    assertThatThrownBy(() -> time(Optional.empty(), "at", Grain.DAY, zone).period(row))
        .isInstanceOf(BadRecordException.class);
    row.setNumber(0, Long.MAX_VALUE);
    assertThatThrownBy(() -> time(Optional.empty(), "at", Grain.DAY, zone).period(row))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("0001 to 9999");
    set("yesterday");
    assertThatThrownBy(() -> time(Optional.of("yyyy-MM-dd"), "text", Grain.DAY, zone).period(row))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("pattern");
    // No day of the calendar, so not the last of the month either.
    for (String text : new String[] {"30.02.2026", "31.04.2026", "29.02.2025"}) {
      set(text);
      assertThatThrownBy(() -> time(Optional.of("dd.MM.yyyy"), "text", Grain.DAY, zone).period(row))
          .as(text)
          .isInstanceOf(BadRecordException.class)
          .hasMessageContaining("pattern");
    }
  }

  @Test
  void readsTextByPatternsOfManyKinds() throws BadRecordException {
    ZoneId zone = ZoneId.of("UTC");
    Map<String, String> texts =
        Map.ofEntries(
            Map.entry("dd.MM.yyyy", "22.11.2026"),
            Map.entry("dd.MM.yy", "22.11.26"),
            Map.entry("dd-MMM-yy", "22-NOV-26"),
            Map.entry("d MMMM yyyy", "22 november 2026"),
            Map.entry("uuuuMMdd", "20261122"),
            Map.entry("yyyy-DDD", "2026-326"),
            Map.entry("YYYY-'W'ww-e", "2026-W47-7"),
            Map.entry("MM/dd/yyyy hh:mm a", "11/22/2026 01:15 PM"),
            Map.entry("M/d/yyyy h:mm a", "11/22/2026 1:15 pm"),
            Map.entry("dd/MMM/yyyy:HH:mm:ss Z", "22/Nov/2026:13:15:01 +0000"),
            Map.entry("yyyy-MM-dd HH:mm VV", "2026-11-23 00:15 Europe/Berlin"),
            Map.entry("d.M.yyyy G", "22.11.2026 AD"));
    for (Map.Entry<String, String> text : texts.entrySet()) {
      set(text.getValue());
      assertThat(time(Optional.of(text.getKey()), "text", Grain.DAY, zone).period(row).day())
          .as(text.getKey())
          .hasToString("2026-11-22");
    }
  }

  @Test
  void putsTheRepeatedHourOfSummerTimesEndIntoOnePeriod() throws BadRecordException {
    EventTime time = time(Optional.empty(), "at", Grain.HOUR, ZoneId.of("Europe/Berlin"));
    assertThat(hour(time, "2026-10-25T00:30:00Z")).isEqualTo("2026-10-25T02:00");
    assertThat(hour(time, "2026-10-25T01:30:00Z")).isEqualTo("2026-10-25T02:00");
    assertThat(hour(time, "2026-10-25T02:00:00Z")).isEqualTo("2026-10-25T03:00");
    assertThat(hour(time, "2026-03-29T00:59:59Z")).isEqualTo("2026-03-29T01:00");
    assertThat(hour(time, "2026-03-29T01:00:00Z")).isEqualTo("2026-03-29T03:00");
  }

  @Test
  void takesTheFirstYearAndTheLastButNoneBesideThem() throws BadRecordException {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    EventTime utc = time(Optional.empty(), "at", Grain.HOUR, ZoneId.of("UTC"));
    assertThat(hour(utc, "0001-01-01T00:00:00Z")).isEqualTo("0001-01-01T00:00");
    assertThat(hour(utc, "9999-12-31T23:59:59Z")).isEqualTo("9999-12-31T23:00");
    assertThat(hour(utc, "1969-12-31T23:59:59Z")).isEqualTo("1969-12-31T23:00");
    EventTime local = time(Optional.empty(), "at", Grain.HOUR, berlin);
    assertThatThrownBy(() -> hour(local, "9999-12-31T23:30:00Z"))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("0001 to 9999");
  }

  private String hour(EventTime time, String instant) throws BadRecordException {
    row.setNumber(0, Instant.parse(instant).toEpochMilli());
    return time.period(row).start().toString();
  }

  private void set(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    row.setBytes(1, bytes, 0, bytes.length);
  }

  private static EventTime time(Optional<String> pattern, String field, Grain grain, ZoneId zone) {
    return new EventTime(SHAPE, Optional.of(new TimeField(field, pattern)), grain, zone);
  }
}
