package granary.placement;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What is to be placed.
 *
 * @param memoryMib memory of the container
 * @param vcores virtual cores of the container
 * @param preferredHosts hosts with a replica of the input; may be empty
 * @param avoidedHosts hosts where this has failed or could not be had; used only if all else is
 *     full
 * @param waited how long it has waited already
 */
public record PlacementRequest(
    int memoryMib,
    int vcores,
    List<String> preferredHosts,
    Set<String> avoidedHosts,
    Duration waited) {
  public PlacementRequest {
    preferredHosts = List.copyOf(preferredHosts);
    avoidedHosts = Set.copyOf(avoidedHosts);
  }
}
