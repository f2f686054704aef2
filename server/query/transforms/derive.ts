import { HeliostatError, type Frame } from '@heliostat/sdk';
import { frameFromArrow, frameToArrow } from '@heliostat/sdk/arrow';
import { checkDistance } from '../range.ts';
import type { PreparedQuery, QueryPlan } from '../service.ts';
import { applySteps } from './apply.ts';

/** Runs a query that asks its datasource, to its end. */
export type RunPlain = (prepared: PreparedQuery, plan: QueryPlan) => Promise<Uint8Array>;

export interface Derived {
  arrow: Uint8Array;
  rows: number;
}

/**
 * The rows of a query that builds on others, after its steps; its sources run at the same time. Panels
 * take one frame per query: of several, the rows of the first. Throws LIMIT_EXCEEDED.
 */
export async function derive(
  prepared: PreparedQuery,
  plan: QueryPlan,
  run: RunPlain,
): Promise<Derived> {
  const [frame = { fields: [], length: 0 }] = await framesOf(prepared, plan, run);
  const { maxRows } = prepared.limits;
  if (frame.length > maxRows)
    throw new HeliostatError('LIMIT_EXCEEDED', `transforms give more than ${maxRows} rows`, {
      hint: 'Add a step "limit", "group" or "filter".',
    });
  return { arrow: frameToArrow(frame), rows: frame.length };
}

async function framesOf(
  prepared: PreparedQuery,
  plan: QueryPlan,
  run: RunPlain,
): Promise<readonly Frame[]> {
  const { sources, steps } = prepared;
  if (sources.length === 0) return [frameFromArrow(await run(prepared, plan))];
  const source = async (shiftMs: number): Promise<readonly Frame[]> => {
    const earlier = shifted(plan, shiftMs);
    const all = await Promise.all(sources.map((query) => framesOf(query, earlier, run)));
    return all.flat();
  };
  return applySteps(source, steps, { range: plan.range, stepMs: plan.stepMs });
}

function shifted(plan: QueryPlan, shiftMs: number): QueryPlan {
  if (shiftMs === 0) return plan;
  checkDistance('compare', shiftMs);
  const { from, to } = plan.range;
  return {
    ...plan,
    range: { from: from - shiftMs, to: to - shiftMs },
    endsNow: false,
    moves: false,
  };
}
