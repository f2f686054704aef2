import type { Statistic } from './options.ts';
import type { Extents, PointSpan } from './points.ts';

/** What statistics are taken over. */
export interface Visible {
  span: PointSpan;
  extents: Extents;
}

/** One figure over the visible points of a series; null when it has none. */
export function statisticOf(
  values: Float64Array,
  { span, extents }: Visible,
  statistic: Statistic,
): number | null {
  switch (statistic) {
    case 'last':
      return lastOf(values, span);
    case 'min':
      return extents.of(values)?.min ?? null;
    case 'max':
      return extents.of(values)?.max ?? null;
    case 'mean':
      return meanOf(values, span);
  }
}

export function lastOf(values: Float64Array, { start, end }: PointSpan): number | null {
  for (let i = end - 1; i >= start; i--) if (Number.isFinite(values[i])) return values[i] ?? null;
  return null;
}

function meanOf(values: Float64Array, { start, end }: PointSpan): number | null {
  let sum = 0;
  let count = 0;
  for (let i = start; i < end; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  return count === 0 ? null : sum / count;
}
