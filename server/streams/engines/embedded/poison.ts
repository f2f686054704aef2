import type { Batch } from '@heliostat/sdk';
import { createProcessor, pick, type DataflowOptions, type StepFailure } from './dataflow.ts';

/**
 * The events of a batch that make a step throw whatever came before, by halving; empty when it takes
 * more than one event, or a state.
 */
export function findPoison(
  failure: StepFailure,
  options: Pick<DataflowOptions, 'plan' | 'plugins'>,
): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  const step = options.plan.steps.find(({ id }) => id === failure.step);
  if (step === undefined || failure.batch === undefined) return found;
  search(failure.batch, found, (batch) => {
    createProcessor(step, options, () => undefined).process(batch);
  });
  return found;
}

function search(batch: Batch, found: Map<number, string>, attempt: (batch: Batch) => void): void {
  const { length } = batch.rows;
  try {
    attempt(batch);
  } catch (error) {
    const [seq] = batch.seqs;
    if (length === 1 && seq !== undefined) {
      found.set(seq, `failed: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    const indices = batch.rows.map((_, i) => i);
    search(pick(batch, indices.slice(0, length >> 1)), found, attempt);
    search(pick(batch, indices.slice(length >> 1)), found, attempt);
  }
}
