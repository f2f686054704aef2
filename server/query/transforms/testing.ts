import { frameFromRows, frameToRows, type Frame, type TransformStep } from '@heliostat/sdk';
import { applySteps, readySteps } from './apply.ts';

export const minute = 60_000;

type Row = Readonly<Record<string, unknown>>;

/** A frame of rows: `t` is the time, other fields are what their first known value is. */
export function frameOf(rows: readonly Row[], names = Object.keys(rows[0] ?? {})): Frame {
  return frameFromRows(
    rows,
    names.map((name) => ({ name, type: name === 't' ? 'time' : typeOf(rows, name) })),
  );
}

function typeOf(rows: readonly Row[], name: string): 'number' | 'string' | 'boolean' {
  const known = rows.map((row) => row[name]).find((value) => value !== null);
  return typeof known === 'string' ? 'string' : typeof known === 'boolean' ? 'boolean' : 'number';
}

/** The frames after steps over a range of `minutes` from the epoch, in buckets of a minute. */
export async function framesAfter(
  steps: readonly TransformStep[],
  frames: readonly Frame[],
  minutes = 3,
): Promise<readonly Frame[]> {
  const context = { range: { from: 0, to: minutes * minute }, stepMs: minute };
  return applySteps(() => Promise.resolve(frames), readySteps(steps), context);
}

/** The rows of the first frame after one step. */
export async function rowsOf(step: TransformStep, ...frames: readonly Frame[]) {
  const [frame] = await framesAfter([step], frames);
  return frame === undefined ? [] : frameToRows(frame);
}
