package granary.cli;

import granary.failure.InvalidRequestException;
import picocli.CommandLine.Command;

/** A command that is known and cannot be run yet, whatever words come behind it. */
@Command(header = "Not there yet.")
final class PlannedCommand implements LeafCommand {
  private final String words;

  PlannedCommand(String words) {
    this.words = words;
  }

  @Override
  public Report run(Session session) {
    throw new InvalidRequestException("Cannot run " + words + ": it is not there yet");
  }
}
