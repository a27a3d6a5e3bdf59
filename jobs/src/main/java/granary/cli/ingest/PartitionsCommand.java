package granary.cli.ingest;

import granary.cli.Amounts;
import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cli.Table;
import granary.dataset.DatasetName;
import granary.dataset.Frequency;
import granary.dataset.Grain;
import granary.dataset.Period;
import granary.failure.InvalidRequestException;
import granary.ledger.LedgerPartition;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists a dataset's partitions. */
@Command(
    name = "partitions",
    header = "Lists the partitions of a dataset, with rows, files and bytes.",
    footer = {
      "",
      "Example:",
      "  granary partitions transactions --source pos-eu --from 2026-11-16"
    })
public final class PartitionsCommand implements LeafCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The dataset.")
  String name = "";

  @Option(names = "--source", paramLabel = "S", description = "Only those of this source.")
  @Nullable String source;

  @Option(names = "--frequency", paramLabel = "F", description = "Only those: hot, warm or cold.")
  @Nullable String frequency;

  @Option(names = "--from", paramLabel = "DAY", description = "Only from this day.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "DAY", description = "Only to this day, inclusive.")
  @Nullable String to;

  @Override
  public Report run(Session session) {
    Optional<Frequency> wanted = Optional.ofNullable(frequency).map(Frequency::parse);
    Optional<LocalDate> first = Optional.ofNullable(from).map(text -> day("--from", text));
    Optional<LocalDate> last = Optional.ofNullable(to).map(text -> day("--to", text));
    List<LedgerPartition> partitions =
        session.ledger().partitions(DatasetName.parse(name)).stream()
            .filter(found -> source == null || found.key().source().value().equals(source))
            .filter(found -> wanted.isEmpty() || found.key().frequency() == wanted.get())
            .filter(found -> first.isEmpty() || !end(found).isBefore(first.get()))
            .filter(found -> last.isEmpty() || !begin(found).isAfter(last.get()))
            .toList();
    return Report.of(partitions.stream().map(PartitionsCommand::json).toList(), text(partitions));
  }

  private static LocalDate day(String option, String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new InvalidRequestException(
          "Cannot use " + option + " " + text + ": a day such as 2026-11-22 was expected", e);
    }
  }

  private static LocalDate begin(LedgerPartition partition) {
    Period period = partition.key().period();
    return period.grain() == Grain.NONE ? LocalDate.MIN : period.day();
  }

  private static LocalDate end(LedgerPartition partition) {
    Period period = partition.key().period();
    return switch (period.grain()) {
      case NONE -> LocalDate.MAX;
      case MONTH -> period.day().plusMonths(1).minusDays(1);
      case DAY, HOUR -> period.day();
    };
  }

  private static Map<String, @Nullable Object> json(LedgerPartition partition) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("source", partition.key().source().value());
    json.put("frequency", partition.key().frequency().value());
    Period period = partition.key().period();
    switch (period.grain()) {
      case NONE -> {
        // No period.
      }
      case MONTH -> json.put("month", period.month());
      case DAY -> json.put("day", period.day().toString());
      case HOUR -> {
        json.put("day", period.day().toString());
        json.put("hour", period.hour());
      }
    }
    json.put("rows", partition.rows());
    json.put("files", partition.files());
    json.put("bytes", partition.bytes());
    // Accesses are not counted yet.
    json.put("accesses", null);
    json.put("location", partition.location());
    return json;
  }

  private static String text(List<LedgerPartition> partitions) {
    Table table =
        Table.of("source", "frequency", "period", "rows", "files", "bytes", "location")
            .right(3, 4, 5);
    for (LedgerPartition partition : partitions) {
      List<String> cells = new ArrayList<>();
      cells.add(partition.key().source().value());
      cells.add(partition.key().frequency().value());
      cells.add(period(partition.key().period()));
      cells.add(Amounts.count(partition.rows()));
      cells.add(Amounts.count(partition.files()));
      cells.add(Amounts.bytes(partition.bytes()));
      cells.add(partition.location());
      table.row(cells);
    }
    long rows = partitions.stream().mapToLong(LedgerPartition::rows).sum();
    return table
        + Amounts.of(partitions.size(), "partition")
        + ", "
        + Amounts.of(rows, "row")
        + "\n";
  }

  private static String period(Period period) {
    return switch (period.grain()) {
      case NONE -> "-";
      case MONTH -> period.month();
      case DAY -> period.day().toString();
      case HOUR -> String.format(java.util.Locale.ROOT, "%s %02d h", period.day(), period.hour());
    };
  }
}
