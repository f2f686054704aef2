import { createHash } from 'node:crypto';
import type { CheckpointHead } from '../../pipeline/checkpoint.ts';
import type { Plan, PlannedStep } from '../../pipeline/plan.ts';

/** The head of a checkpoint of a plan: where it is and which definitions its state belongs to. */
export function toHead(
  plan: Plan,
  { position, newestMs, atMs }: { position: number; newestMs: number; atMs: number },
): CheckpointHead {
  const fingerprints = Object.fromEntries(
    plan.steps.map((step) => [step.id, fingerprint(step, plan)]),
  );
  return {
    stream: plan.stream,
    position,
    atMs,
    fingerprints,
    ...(Number.isFinite(newestMs) && { newestMs }),
  };
}

/** Steps whose definition, and that of all before them, is the one their state was stored under. */
export function usableSteps(
  plan: Plan,
  head: CheckpointHead,
  onChanged: (step: string) => void,
): ReadonlySet<string> {
  const usable = new Set<string>();
  for (const step of plan.steps) {
    const stored = head.fingerprints[step.id];
    if (stored === fingerprint(step, plan)) usable.add(step.id);
    else if (stored !== undefined) onChanged(step.id);
  }
  return usable;
}

/** What results depend on: the step, what flows in, and every step before it. */
function fingerprint(step: PlannedStep, plan: Plan): string {
  const chain: unknown[] = [plan.stream, plan.latenessMs];
  for (let at: PlannedStep | undefined = step; at; at = stepById(plan, at.from)) {
    chain.push([at.use, at.options, at.input]);
  }
  return createHash('sha256').update(JSON.stringify(chain)).digest('base64url');
}

function stepById(plan: Plan, id: string | undefined): PlannedStep | undefined {
  return plan.steps.find((step) => step.id === id);
}
