import type { DataflowOptions, Poison, StepFailure } from './dataflow.ts';
import { findPoison } from './poison.ts';

/**
 * What is known of events that make steps throw. A run that fails is followed by one that knows
 * more: the events found, or a step that gets its events one by one until the one is found.
 */
export interface Suspects {
  poison: Poison;
  careful: string | undefined;
}

export const noSuspects: Suspects = { poison: new Map(), careful: undefined };

/** Undefined when the failure cannot be blamed on an event: a watermark, a flush, a bad restore. */
export function learn(
  suspects: Suspects,
  failure: StepFailure,
  options: Pick<DataflowOptions, 'plan' | 'plugins'>,
): Suspects | undefined {
  if (failure.batch === undefined) return undefined;
  const found = findPoison(failure, options);
  if (found.size > 0) return { careful: undefined, poison: extend(suspects, failure, found) };
  if (failure.batch.rows.length > 1) return { ...suspects, careful: failure.step };
  const [seq = -1] = failure.batch.seqs;
  const reason = `failed: ${failure.message}`;
  return { careful: undefined, poison: extend(suspects, failure, new Map([[seq, reason]])) };
}

/** Without the events before a position that is stored: they cannot come again. */
export function forgetBefore(position: number, { poison, careful }: Suspects): Suspects {
  const kept = [...poison].map(
    ([step, reasons]) => [step, new Map([...reasons].filter(([seq]) => seq >= position))] as const,
  );
  return { careful, poison: new Map(kept) };
}

function extend(
  { poison }: Suspects,
  { step }: StepFailure,
  found: ReadonlyMap<number, string>,
): Poison {
  return new Map(poison).set(step, new Map([...(poison.get(step) ?? []), ...found]));
}
