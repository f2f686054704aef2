import type { Options } from './options.ts';
import type { PointSpan } from './points.ts';

/** When a line breaks between two values. */
export interface GapPolicy {
  /** Values farther apart than this are not joined. */
  limitMs: number;
  /** Whether a missing value breaks the line whatever the distance. */
  breaksAtMissing: boolean;
}

export interface Sampled {
  times: Float64Array;
  values: Float64Array;
  /** A value may be missing only because another series has one at that time. */
  sparse: boolean;
}

const tolerance = 1.5;

/**
 * The policy for one series. What is missing is judged by the series' own rhythm: a series with a
 * steady step breaks where a step is missing; one without breaks only at values that are null.
 */
export function gapPolicy(
  options: Pick<Options, 'gaps' | 'bridgeSteps'>,
  series: Sampled,
  stepMs: number,
): GapPolicy {
  const step = typicalStep(series);
  if (options.gaps !== 'break') {
    const limit = options.gaps === 'bridge' ? options.bridgeSteps * (step || stepMs) : 0;
    return { limitMs: limit > 0 ? limit * 1.01 : Infinity, breaksAtMissing: false };
  }
  if (step === 0) return { limitMs: Infinity, breaksAtMissing: !series.sparse };
  return { limitMs: Math.max(step, stepMs) * tolerance, breaksAtMissing: !series.sparse };
}

/** One bucket: the rhythm of the data, or the step that was asked for; 0 when there is neither. */
export function bucketMs(times: Float64Array, stepMs: number): number {
  return typicalStep({ times, values: times, sparse: false }) || stepMs;
}

const samples = 200;

/** The usual distance of two neighbouring values in milliseconds; 0 when there is no usual one. */
export function typicalStep({ times, values }: Sampled): number {
  const distances: number[] = [];
  let last = NaN;
  for (let i = 0; i < values.length && distances.length < samples; i++) {
    if (Number.isNaN(values[i])) continue;
    const time = times[i] ?? NaN;
    if (!Number.isNaN(last)) distances.push(time - last);
    last = time;
  }
  return rhythmOf(distances.sort((a, b) => a - b));
}

/**
 * The lower quartile, when half of the distances are about that long and nearly all are whole
 * multiples of it, as in buckets some of which are missing.
 */
function rhythmOf(sorted: readonly number[]): number {
  const step = sorted[sorted.length >> 2] ?? 0;
  if (!(step > 0)) return 0;
  const near = sorted.filter((distance) => distance <= step * tolerance).length;
  const whole = sorted.filter((distance) => {
    const steps = distance / step;
    return Math.abs(steps - Math.round(steps)) < 0.15;
  }).length;
  return near * 2 >= sorted.length && whole >= sorted.length * 0.8 ? step : 0;
}

/** The stretches of points that are drawn as one line; missing values inside are passed over. */
export function runsOf(series: Sampled, span: PointSpan, policy: GapPolicy): PointSpan[] {
  const { times, values } = series;
  const runs: PointSpan[] = [];
  let start = -1;
  let last = -1;
  for (let i = span.start; i < span.end; i++) {
    if (!Number.isFinite(values[i])) continue;
    const isJoined =
      last >= 0 &&
      (times[i] ?? 0) - (times[last] ?? 0) <= policy.limitMs &&
      !(policy.breaksAtMissing && i - last > 1);
    if (!isJoined) {
      if (start >= 0) runs.push({ start, end: last + 1 });
      start = i;
    }
    last = i;
  }
  if (start >= 0) runs.push({ start, end: last + 1 });
  return runs;
}
