package granary.coordination;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Loses the answer to one transaction, as a broken connection does. */
public final class LostAnswers implements Transactions {
  /** What became of the request. */
  public enum Loss {
    /** It never arrived. */
    BEFORE,
    /** It was applied, and the answer was lost. */
    AFTER,
    /** It arrives when {@link #deliverLate} is called. */
    LATE
  }

  private final Transactions real;
  private final Loss loss;
  private final Predicate<List<NodeChange>> which;
  private final List<List<NodeChange>> late = new ArrayList<>();
  private Runnable meanwhile = () -> {};
  private boolean lost;

  /** Loses the first transaction that {@code which} is true for. */
  public LostAnswers(Transactions real, Loss loss, Predicate<List<NodeChange>> which) {
    this.real = real;
    this.loss = loss;
    this.which = which;
  }

  /** What others do after the loss, before we look. */
  public LostAnswers meanwhile(Runnable action) {
    meanwhile = action;
    return this;
  }

  @Override
  public TransactionOutcome apply(List<NodeChange> steps) {
    if (lost || !which.test(steps)) {
      return real.apply(steps);
    }
    lost = true;
    if (loss == Loss.AFTER) {
      TransactionOutcome ignored = real.apply(steps);
    } else if (loss == Loss.LATE) {
      late.add(steps);
    }
    meanwhile.run();
    return new TransactionOutcome.Unknown(new java.io.IOException("connection lost"));
  }

  /** Whether a transaction was lost. */
  public boolean lost() {
    return lost;
  }

  /** Lets a late request arrive; empty if there is none. */
  public Optional<TransactionOutcome> deliverLate() {
    return late.stream().findFirst().map(real::apply);
  }
}
