package granary.fault;

import granary.commit.CommitId;
import granary.commit.CommitObserver;
import granary.commit.CommitStep;
import java.util.concurrent.atomic.AtomicReference;

/** Does something at the first commit in this process that reaches a step; then nothing more. */
public final class StepHook implements CommitObserver {
  /** What is to be done, and where. */
  record Hook(CommitStep step, Runnable action) {}

  private static final AtomicReference<Hook> HOOK = new AtomicReference<>();

  /** Made by {@link java.util.ServiceLoader}, wherever a ledger is opened. */
  public StepHook() {}

  static void at(CommitStep step, Runnable action) {
    HOOK.set(new Hook(step, action));
  }

  @Override
  public void after(CommitStep step, CommitId id) {
    Hook hook = HOOK.get();
    if (hook != null && hook.step() == step && HOOK.compareAndSet(hook, null)) {
      hook.action().run();
    }
  }
}
