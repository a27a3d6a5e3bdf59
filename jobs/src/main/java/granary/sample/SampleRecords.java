package granary.sample;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Draws records, as maps from field to value: strings, numbers, booleans, {@link BigDecimal},
 * {@link java.time.Instant}, {@link LocalDate}, maps for nested records, null.
 */
final class SampleRecords {
  private static final int PEOPLE = 50_000;
  private static final double[] PEOPLE_WEIGHTS = Dice.zipf(PEOPLE, 0.9);
  private static final double[] MERCHANT_WEIGHTS = Dice.zipf(2_000, 1.1);
  private static final double[] SERVICE_WEIGHTS = Dice.zipf(12, 1.0);
  private static final double[] HOST_WEIGHTS = Dice.zipf(60, 0.5);

  private static final List<String> CATEGORIES =
      List.of("groceries", "transport", "restaurant", "fashion", "travel", "health", "toys");
  private static final List<String> CURRENCIES = List.of("EUR", "USD", "GBP", "CHF", "JPY");
  private static final List<String> STATUSES =
      List.of("settled", "settled", "settled", "pending", "declined", "refunded");
  private static final List<String> CHANNELS = List.of("pos", "mobile", "web", "phone");
  private static final List<String> COUNTRIES =
      List.of("DE", "FR", "ES", "IT", "NL", "GB", "US", "CH", "SE", "JP");
  private static final List<String> PLANS = List.of("free", "basic", "plus", "business");
  private static final List<String> FIRST =
      List.of("Ana", "Björn", "Chen", "Dilnoza", "Émile", "Fatima", "Goran", "Hana", "Ivo", "Joy");
  private static final List<String> LAST =
      List.of("Almeida", "Brandt", "O'Neil", "Đorđević", "Fischer", "Garcia, jr.", "Ito", "Wang");
  private static final List<String> LEVELS =
      List.of("INFO", "INFO", "INFO", "DEBUG", "WARN", "ERROR");
  private static final List<String> SERVICES =
      List.of(
          "gateway",
          "checkout",
          "search",
          "users",
          "stock",
          "mail",
          "billing",
          "images",
          "auth",
          "export",
          "audit",
          "cron");
  private static final List<String> REGIONS = List.of("eu-west", "eu-north", "us-east", "ap-south");
  private static final List<String> METHODS = List.of("GET", "GET", "POST", "PUT", "DELETE");
  private static final List<String> PATHS =
      List.of("/", "/search", "/cart", "/checkout", "/users/me", "/orders", "/images/{id}");
  private static final List<String> NOTES =
      List.of("gift", "ordered by \"phone\"", "paid in two parts, see invoice", "näher prüfen 🧾");

  private final SampleKind kind;
  private final Dice dice;

  SampleRecords(SampleKind kind, Dice dice) {
    this.kind = kind;
    this.dice = dice;
  }

  /** The record of this number, from 0; numbers are asked for in order. */
  Map<String, @Nullable Object> next(long number) {
    return switch (kind) {
      case TRANSACTIONS -> transaction(number);
      case USERS -> user(number);
      case LOGS -> log();
    };
  }

  private Map<String, @Nullable Object> transaction(long number) {
    Map<String, @Nullable Object> record = new LinkedHashMap<>();
    record.put("id", number + 1);
    record.put("account", person());
    record.put("merchant", String.format(Locale.ROOT, "m-%04d", dice.rank(MERCHANT_WEIGHTS)));
    record.put("category", dice.skewed(CATEGORIES));
    record.put("amount", cents(dice.longTailed(2_500) * (dice.chance(0.03) ? -1 : 1)));
    record.put("currency", dice.skewed(CURRENCIES));
    record.put("status", dice.skewed(STATUSES));
    record.put("channel", dice.skewed(CHANNELS));
    record.put("country", dice.skewed(COUNTRIES));
    record.put("installments", dice.chance(0.1) ? 2 + dice.number(11) : null);
    record.put("note", dice.chance(0.05) ? dice.skewed(NOTES) : null);
    record.put("created_at", dice.moment());
    return record;
  }

  private Map<String, @Nullable Object> user(long number) {
    Map<String, @Nullable Object> record = new LinkedHashMap<>();
    String first = dice.skewed(FIRST);
    record.put("id", number + 1);
    record.put("name", first + " " + dice.skewed(LAST));
    record.put("email", dice.chance(0.9) ? "user" + (number + 1) + "@example.org" : null);
    record.put("country", dice.skewed(COUNTRIES));
    record.put("plan", dice.skewed(PLANS));
    record.put("active", dice.chance(0.8));
    record.put("score", dice.chance(0.7) ? dice.number(1_000_000) / 1e4 : null);
    record.put("balance", cents(dice.longTailed(40_000)));
    record.put(
        "birth_date",
        dice.chance(0.6) ? LocalDate.of(1940, 1, 1).plusDays(dice.number(25_000)) : null);
    record.put("created_at", dice.moment());
    return record;
  }

  private Map<String, @Nullable Object> log() {
    Map<String, @Nullable Object> record = new LinkedHashMap<>();
    String service = SERVICES.get(dice.rank(SERVICE_WEIGHTS));
    boolean web = dice.chance(0.7);
    record.put("ts", dice.moment());
    record.put("level", dice.skewed(LEVELS));
    record.put("service", service);
    record.put("host", String.format(Locale.ROOT, "%s-%02d", service, dice.rank(HOST_WEIGHTS)));
    record.put("message", web ? "handled a request" : "ran \"" + service + "\", no request");
    record.put("duration_ms", web ? Math.round(dice.longTailed(20) * 100) / 100.0 : null);
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
    attributes.put("region", dice.skewed(REGIONS));
    attributes.put("user", dice.chance(0.6) ? person() : null);
    attributes.put("http", web ? http() : null);
    record.put("attributes", attributes);
    return record;
  }

  private Map<String, @Nullable Object> http() {
    Map<String, @Nullable Object> http = new LinkedHashMap<>();
    http.put("method", dice.skewed(METHODS));
    http.put("path", dice.skewed(PATHS));
    http.put("status", dice.chance(0.95) ? 200 : dice.chance(0.5) ? 404 : 500);
    http.put("bytes", (long) dice.longTailed(4_000));
    return http;
  }

  private String person() {
    return String.format(Locale.ROOT, "acc-%06d", dice.rank(PEOPLE_WEIGHTS));
  }

  private static BigDecimal cents(double amount) {
    return new BigDecimal(BigInteger.valueOf(Math.round(amount)), 2);
  }
}
