import { HeliostatError, withDefaults, type Frame, type TransformStep } from '@heliostat/sdk';
import { checkOptions, didYouMean, formatPath, type Issue } from '@heliostat/sdk/check';
import { transforms } from './index.ts';
import type { Transform, TransformContext } from './transform.ts';

/** A step, checked, with its defaults. */
export interface ReadyStep {
  /** Its place among the steps of the file. */
  at: number;
  use: string;
  transform: Transform;
  options: unknown;
}

/** What is wrong with a step: the first place in it and why. */
export function findStepIssue({ use, disabled: _, ...options }: TransformStep): Issue | undefined {
  const transform = transformOf(use);
  if (transform !== undefined)
    return checkOptions(transform.options, withDefaults(transform.options, options))[0];
  const known = Object.keys(transforms);
  const message = `unknown transform "${use}"${didYouMean(use, known)}; there are ${known.join(', ')}`;
  return { path: ['use'], message };
}

/** Checks the steps of a query that are not switched off. Throws INVALID_QUERY: `transforms[1].by: …`. */
export function readySteps(steps: readonly TransformStep[]): ReadyStep[] {
  return steps.flatMap((step, at) => (step.disabled === true ? [] : [readyStep(step, at)]));
}

function readyStep(step: TransformStep, at: number): ReadyStep {
  const issue = findStepIssue(step);
  const { use, disabled: _, ...options } = step;
  const transform = transformOf(use);
  if (issue === undefined && transform !== undefined)
    return { at, use, transform, options: withDefaults(transform.options, options) };
  const place = formatPath(['transforms', at, ...(issue?.path ?? [])]);
  throw new HeliostatError('INVALID_QUERY', `${place}: ${issue?.message ?? 'unreadable'}`);
}

function transformOf(use: string): Transform | undefined {
  return Object.hasOwn(transforms, use) ? transforms[use] : undefined;
}

/** Where the frames come from: now, or a range `shiftMs` earlier. */
export type FrameSource = (shiftMs: number) => Promise<readonly Frame[]>;

/**
 * The frames after all steps. A step that asks for an earlier range gets the steps before it over that
 * range. Throws what a step throws, with `transforms[2] (join)` in front.
 */
export async function applySteps(
  source: FrameSource,
  steps: readonly ReadyStep[],
  context: Omit<TransformContext, 'earlier'>,
): Promise<readonly Frame[]> {
  const runs = new Map<string, Promise<readonly Frame[]>>();
  const run = async (end: number, shiftMs: number): Promise<readonly Frame[]> => {
    const step = steps[end - 1];
    if (step === undefined) return source(shiftMs);
    const earlier = (more: number) => runTo(end - 1, shiftMs + more);
    const { from, to } = context.range;
    const range = { from: from - shiftMs, to: to - shiftMs };
    return applyStep(await earlier(0), step, { ...context, range, earlier });
  };
  // Two steps that compare ask for some earlier ranges twice, ten of them a thousand times.
  const runTo = (end: number, shiftMs: number): Promise<readonly Frame[]> => {
    const key = `${end} ${shiftMs}`;
    const running = runs.get(key) ?? run(end, shiftMs);
    runs.set(key, running);
    return running;
  };
  return runTo(steps.length, 0);
}

async function applyStep(
  frames: readonly Frame[],
  { at, use, transform, options }: ReadyStep,
  context: TransformContext,
): Promise<readonly Frame[]> {
  try {
    return await transform.apply(frames, options as never, context);
  } catch (thrown) {
    if (!(thrown instanceof HeliostatError)) throw thrown;
    const { code, hint, position } = thrown;
    throw new HeliostatError(code, `transforms[${at}] (${use}): ${thrown.message}`, {
      hint,
      position,
      cause: thrown,
    });
  }
}
