package granary.fault;

import granary.commit.CommitId;
import granary.commit.CommitObserver;
import granary.commit.CommitStep;

/** Halts its process, as kill -9 would, after the step that a system property names. */
public final class HaltAtStep implements CommitObserver {
  static final String PROPERTY = "granary.test.halt";
  static final int EXIT_CODE = 86;

  @Override
  public void after(CommitStep step, CommitId id) {
    if (step.name().equals(System.getProperty(PROPERTY))) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
  }
}
