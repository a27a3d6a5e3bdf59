package granary.commit;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A decided commit: all that is needed to finish it, by anyone.
 *
 * @param id the commit's ID
 * @param source whose inputs it holds
 * @param files what to rename and publish
 * @param inputsFile the list of what the files were made from
 * @param summary entries of the snapshot's summary
 * @param replaced lists of positions that this commit's merged list replaces
 * @param stagingDirectory removed when all is done; empty if nothing was staged
 */
record Intent(
    CommitId id,
    String source,
    List<PlannedFile> files,
    Optional<String> inputsFile,
    Map<String, String> summary,
    List<String> replaced,
    Optional<String> stagingDirectory) {
  Intent {
    files = List.copyOf(files);
    summary = Map.copyOf(summary);
    replaced = List.copyOf(replaced);
  }

  /**
   * A staged file and where it goes.
   *
   * @param staged the file
   * @param target its full path in the partition's directory
   */
  record PlannedFile(StagedFile staged, String target) {}
}
