import { timeField, type DashboardDocument, type Frame } from '@heliostat/sdk';

/** From the shortest; a range is not begun that is full already. */
const ranges = [
  { from: 'now-15m', mostMs: 12 * 60_000 },
  { from: 'now-1h', mostMs: 48 * 60_000 },
] as const;

/** The range for results that have only just begun: events come now, so it is live. Undefined for others. */
export function fittingTime(frames: readonly Frame[], nowMs: number): DashboardDocument['time'] {
  const oldestMs = Math.min(...frames.map(oldestOf));
  if (oldestMs === Infinity) return undefined;
  const fitting = ranges.find(({ mostMs }) => nowMs - oldestMs <= mostMs);
  return fitting && { from: fitting.from, refresh: 'live' };
}

function oldestOf(frame: Frame): number {
  const times = timeField(frame)?.values ?? new Float64Array();
  return times.reduce((oldest, ms) => Math.min(oldest, ms), Infinity);
}
