import { StepFailure } from './dataflow.ts';
import { Runner, type RunnerOptions } from './runner.ts';
import { forgetBefore, learn, noSuspects } from './suspects.ts';

/**
 * Runs a plan until it is stopped. An event that makes a step throw ends a run; the next one starts
 * from the checkpoint, knows the event, and rejects it. Throws what no event is to blame for.
 */
export async function runPlan(
  options: Omit<RunnerOptions, 'suspects'>,
  onRunner: (runner: Runner) => void,
): Promise<void> {
  let suspects = noSuspects;
  for (;;) {
    const runner = new Runner({ ...options, suspects });
    onRunner(runner);
    try {
      await runner.run();
      return;
    } catch (error) {
      if (!(error instanceof StepFailure)) throw error;
      const plugins = options.host.plugins;
      const learned = learn(suspects, error, { plan: options.plan, plugins });
      if (learned === undefined) throw error;
      options.host.onNotice(
        { step: error.step, reason: error.message },
        'a step failed at an event',
      );
      suspects = forgetBefore(options.host.checkpoint.head()?.position ?? 0, learned);
    }
  }
}
