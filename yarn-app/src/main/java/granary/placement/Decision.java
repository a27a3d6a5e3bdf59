package granary.placement;

/** What placement says to a request. */
public sealed interface Decision {
  /** Why, for users: {@code node2: score 0.82: cpu 12%, …; node1 passed over: cpu 97%}. */
  String reason();

  /** Go there. */
  record Chosen(String host, double score, String reason) implements Decision {}

  /** Ask again later: a better node may come free, or none has room. */
  record Wait(String reason) implements Decision {}
}
