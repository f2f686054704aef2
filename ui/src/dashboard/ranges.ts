import {
  formatRange,
  formatTime,
  parseRangeText,
  resolveRange,
  toHeliostatError,
  type Interval,
  type RangeText,
} from '@heliostat/sdk';

/** The list beside the box; everything else can be typed. */
export const quickRanges: readonly (readonly [title: string, from: string, to: string])[] = [
  ['Last 5 minutes', 'now-5m', 'now'],
  ['Last 15 minutes', 'now-15m', 'now'],
  ['Last 30 minutes', 'now-30m', 'now'],
  ['Last hour', 'now-1h', 'now'],
  ['Last 3 hours', 'now-3h', 'now'],
  ['Last 6 hours', 'now-6h', 'now'],
  ['Last 12 hours', 'now-12h', 'now'],
  ['Last 24 hours', 'now-24h', 'now'],
  ['Last 2 days', 'now-2d', 'now'],
  ['Last 7 days', 'now-7d', 'now'],
  ['Last 30 days', 'now-30d', 'now'],
  ['Today', 'now/d', 'now/d'],
  ['Yesterday', 'now-1d/d', 'now-1d/d'],
  ['This week', 'now/w', 'now/w'],
];

/** The same length, half of it later (`1`) or earlier (`-1`). */
export function shiftInterval({ from, to }: Interval, direction: 1 | -1): Interval {
  const half = ((to - from) / 2) * direction;
  return { from: from + half, to: to + half };
}

/** Around the same middle, `factor` times as long. */
export function scaleInterval({ from, to }: Interval, factor: number): Interval {
  const half = Math.max(500, ((to - from) / 2) * factor);
  const middle = (from + to) / 2;
  return { from: middle - half, to: middle + half };
}

export function toRangeText({ from, to }: Interval): RangeText {
  return {
    from: new Date(Math.round(from)).toISOString(),
    to: new Date(Math.round(to)).toISOString(),
  };
}

/** A range as Grafana's clipboard has it, so that it pastes there and back. */
export function formatClipboard(range: RangeText): string {
  return JSON.stringify({ from: range.from, to: range.to });
}

/** What a typed or pasted text means now, or why it means nothing. */
export function readRange(text: string, nowMs: number, timeZone: string) {
  try {
    const range = parseClipboard(text) ?? parseRangeText(text, nowMs, timeZone);
    return { range, interval: resolveRange(range, nowMs, timeZone), error: undefined };
  } catch (thrown) {
    return { range: undefined, interval: undefined, error: toHeliostatError(thrown) };
  }
}

/** The range in a pasted text; undefined when it is no such JSON. */
export function parseClipboard(text: string): RangeText | undefined {
  try {
    const value = JSON.parse(text) as { from?: unknown; to?: unknown } | null;
    const { from, to } = value ?? {};
    if (typeof from === 'string' && typeof to === 'string') return { from, to };
  } catch {
    return undefined;
  }
  return undefined;
}

/** The interval that a request means now, or undefined when its range is not understood. */
export function intervalOf(
  range: { from: string; to: string },
  now: number,
  timeZone: string,
): Interval | undefined {
  try {
    return resolveRange(range, now, timeZone);
  } catch {
    return undefined;
  }
}

/** A range for people; as it is written where it is not understood. */
export function rangeLabel(range: RangeText, timeZone: string): string {
  try {
    return formatRange(range, Date.now(), timeZone);
  } catch {
    return `${range.from} to ${range.to}`;
  }
}

/** From when to when, to the second; the end without its day where that is the day it began on. */
export function spanLabel({ from, to }: Interval, timeZone: string): string {
  const [start, end] = [formatTime(from, timeZone), formatTime(to, timeZone)];
  const [day = '', clock] = end.split(' ');
  return `${start} to ${start.startsWith(day) ? (clock ?? end) : end}`;
}

/** The zone that is written, or the browser's own for `browser`. */
export function zoneName(timeZone: string): string {
  if (timeZone === 'utc') return 'UTC';
  if (timeZone !== 'browser') return timeZone;
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
