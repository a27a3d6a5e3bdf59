package granary.cli.doctor;

import granary.cli.Amounts;
import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.jobs.run.Commands;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checks everything that Granary needs. */
@Command(
    name = "doctor",
    header = "Checks configuration, versions, services, permissions, clocks, space and codecs.",
    description =
        "Each finding comes with its remedy. Exit code 1 if one of them is an error. Runs a small"
            + " job on YARN with a container for each node, unless --no-containers is given.",
    footer = {"", "Example:", "  granary doctor --no-containers"})
public final class DoctorCommand implements LeafCommand {
  @Option(names = "--no-containers", description = "Run no job on YARN.")
  private boolean noContainers;

  /** Made by the command line. */
  public DoctorCommand() {}

  @Override
  public Report run(Session session) throws InterruptedException {
    List<Check> checks = new ArrayList<>(SoftwareChecks.all());
    checks.addAll(StorageChecks.all());
    checks.addAll(ServiceChecks.all());
    if (!noContainers) {
      checks.add(ServiceChecks.containers());
    }
    List<Finding> findings = new ArrayList<>();
    for (Check check : checks) {
      session.messages().println("Looking at " + check.name());
      findings.addAll(findings(check, session));
    }
    long errors = count(findings, Finding.Level.ERROR);
    return new Report(Map.of("findings", findings), text(findings), errors > 0 ? 1 : 0);
  }

  private static List<Finding> findings(Check check, Session session) throws InterruptedException {
    List<Finding> found = new ArrayList<>();
    Commands.Outcome outcome =
        session.outcome(
            "check of " + check.name(),
            () -> {
              found.addAll(check.look().findings(session));
              return null;
            });
    if (outcome.error() != null) {
      found.add(Finding.error(check.name() + ": " + outcome.error(), check.remedy()));
    }
    return found;
  }

  private static long count(List<Finding> findings, Finding.Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }

  private static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-9s%s%n",
              finding.level().name().toLowerCase(Locale.ROOT),
              finding.what()));
      if (!finding.remedy().isEmpty()) {
        text.append("         → ").append(finding.remedy()).append('\n');
      }
    }
    return text
        + Amounts.of(count(findings, Finding.Level.ERROR), "error")
        + ", "
        + Amounts.of(count(findings, Finding.Level.WARNING), "warning")
        + ".\n";
  }
}
