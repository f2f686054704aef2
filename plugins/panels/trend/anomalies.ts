import type { Baseline } from './baseline.ts';
import type { Options } from './options.ts';

/** A run of values out of the band, told by the one that is farthest off. */
export interface Anomaly {
  /** Indices of its first and last point, and of the farthest one. */
  start: number;
  end: number;
  peak: number;
}

/** Usual deviations a value may be away; 3.5 is the cut of Iglewicz and Hoaglin (1993). */
export const tolerances: Readonly<Record<Options['sensitivity'], number>> = {
  low: 5,
  medium: 3.5,
  high: 2.5,
};

/** How many usual deviations a value is above the expected; below is negative, NaN is not known. */
export function scoreAt(values: Float64Array, baseline: Baseline, i: number): number {
  return ((values[i] ?? NaN) - (baseline.expected[i] ?? NaN)) / (baseline.deviation[i] ?? NaN);
}

interface Judged {
  values: Float64Array;
  baseline: Baseline;
  options: Pick<Options, 'sensitivity' | 'direction'>;
  /** Points from here on are still filling. */
  openFrom: number;
}

/** Neighbours on the same side of the band are one anomaly; missing values end it. */
export function findAnomalies({ values, baseline, options, openFrom }: Judged): Anomaly[] {
  const tolerance = tolerances[options.sensitivity];
  const found: Anomaly[] = [];
  let lastSide = 0;
  for (let i = 0; i < Math.min(values.length, openFrom); i++) {
    const score = scoreAt(values, baseline, i);
    const side =
      isOut(values[i] ?? NaN, Math.abs(score) / tolerance) && counts(score, options.direction)
        ? Math.sign(score)
        : 0;
    const last = found.at(-1);
    if (side !== 0 && side === lastSide && last !== undefined) {
      last.end = i;
      if (Math.abs(score) > Math.abs(scoreAt(values, baseline, last.peak))) last.peak = i;
    } else if (side !== 0) found.push({ start: i, end: i, peak: i });
    lastSide = side;
  }
  return found;
}

/** An infinite value has no place in a chart: it is as good as missing. */
function isOut(value: number, share: number): boolean {
  return share > 1 && Number.isFinite(value);
}

function counts(score: number, direction: Options['direction']): boolean {
  return direction === 'both' || (direction === 'above' ? score > 0 : score < 0);
}
