import type { Interval } from '@heliostat/sdk';

/** Time to pixels: `left + (time - from) * perMs`. */
export interface TimeScale {
  from: number;
  to: number;
  left: number;
  perMs: number;
}

export function timeScale(range: Interval, left: number, width: number): TimeScale {
  const span = Math.max(1, range.to - range.from);
  return { from: range.from, to: range.from + span, left, perMs: Math.max(0, width) / span };
}

export function timeToPixel(scale: TimeScale, time: number): number {
  return scale.left + (time - scale.from) * scale.perMs;
}

export function pixelToTime(scale: TimeScale, pixel: number): number {
  return scale.perMs === 0 ? scale.from : scale.from + (pixel - scale.left) / scale.perMs;
}

/**
 * The range of a live chart: as long as `range`, ending now, moved only by whole device pixels, so
 * that what is drawn does not shimmer.
 */
export function slideRange(range: Interval, now: number, deviceColumns: number): Interval {
  const span = range.to - range.from;
  const columnMs = span / Math.max(1, deviceColumns);
  const to = columnMs > 0 ? Math.ceil(now / columnMs) * columnMs : now;
  return { from: to - span, to };
}
