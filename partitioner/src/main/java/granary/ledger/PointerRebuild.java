package granary.ledger;

import java.util.List;

/**
 * How a dataset's lost pointer was found again.
 *
 * @param location the metadata file that it is on now
 * @param unacknowledged later metadata files: commits that were tried, of which the last may have
 *     landed without being acknowledged to anyone. Without any, it is certain that nothing is lost
 */
public record PointerRebuild(String location, List<String> unacknowledged) {
  public PointerRebuild {
    unacknowledged = List.copyOf(unacknowledged);
  }

  /** For people: how sure it is. */
  public String sureness() {
    return unacknowledged.isEmpty()
        ? "certain: no later commit was tried"
        : "no acknowledged commit is lost; "
            + unacknowledged.size()
            + " later tries left metadata, of which the last may have landed without being"
            + " acknowledged ("
            + unacknowledged.get(unacknowledged.size() - 1)
            + "); ingest the same input again, which adds nothing that is there";
  }
}
