import type { Interval } from './datasource.ts';
import { monthNames } from './range-day.ts';
import { wordsFor } from './range-text.ts';
import { addTime, resolveRange, startOf, type RangeText } from './time-range.ts';
import { wallTime, type WallTime } from './time-zone.ts';

/**
 * A range for people: `Last 15 minutes`, `Yesterday`, `Today 14:00–15:30`, `20 Nov 2026`,
 * `20 Nov 14:00 – 22 Nov 09:30`. Throws INVALID_REQUEST like `resolveRange`.
 */
export function formatRange(range: RangeText, now: number, timeZone: string): string {
  const relative = wordsFor(range) ?? formatLast(range);
  if (relative !== undefined) return relative;
  const { from, to } = resolveRange(range, now, timeZone);
  const zoned = { now, timeZone, hasYears: !isOfThisYear({ from, to }, now, timeZone) };
  if (isMidnight(from, timeZone) && isMidnight(to, timeZone)) return formatDays(from, to, zoned);
  const end = range.to === 'now' ? 'now' : undefined;
  if (startOf(from, 'd', timeZone) === startOf(to - 1, 'd', timeZone))
    return `${formatDay(from, zoned)} ${formatClock(from, zoned)}–${end ?? formatClock(to, zoned)}`;
  const until = end ?? `${formatDay(to, zoned)} ${formatClock(to, zoned)}`;
  return `${formatDay(from, zoned)} ${formatClock(from, zoned)} – ${until}`;
}

interface Zoned {
  now: number;
  timeZone: string;
  hasYears: boolean;
}

/** Whether days without a year would be read as these: the last ones that began. */
function isOfThisYear({ from, to }: Interval, now: number, timeZone: string): boolean {
  const year = startOf(now, 'y', timeZone);
  return from >= year && from <= now && to <= addTime(year, [1, 'y'], timeZone);
}

const unitNames: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  M: 'month',
  Q: 'quarter',
  y: 'year',
};

function formatLast({ from, to }: RangeText): string | undefined {
  const match = /^now-(\d+)([smhdwMQy])$/.exec(from);
  if (to !== 'now' || match === null) return;
  const count = Number(match[1]);
  const name = unitNames[match[2] ?? ''] ?? '';
  return count === 1 ? `Last ${name}` : `Last ${count} ${name}s`;
}

function isMidnight(ms: number, timeZone: string): boolean {
  return startOf(ms, 'd', timeZone) === ms;
}

function formatDays(from: number, to: number, zoned: Zoned): string {
  const last = addTime(to, [-1, 'd'], zoned.timeZone);
  const first = formatDay(from, zoned);
  return last <= from ? first : `${first} – ${formatDay(last, zoned)}`;
}

function formatDay(ms: number, { now, timeZone, hasYears }: Zoned): string {
  const today = startOf(now, 'd', timeZone);
  const day = startOf(ms, 'd', timeZone);
  if (day === today) return 'Today';
  if (day === addTime(today, [-1, 'd'], timeZone)) return 'Yesterday';
  const wall = wallTime(ms, timeZone);
  const year = hasYears ? ` ${wall.year}` : '';
  return `${wall.day} ${monthNames[wall.month - 1] ?? ''}${year}`;
}

function formatClock(ms: number, { timeZone }: Zoned): string {
  const wall: WallTime = wallTime(ms, timeZone);
  const pad = (value: number, length = 2) => String(value).padStart(length, '0');
  const minutes = `${pad(wall.hour)}:${pad(wall.minute)}`;
  if (wall.ms !== 0) return `${minutes}:${pad(wall.second)}.${pad(wall.ms, 3)}`;
  return wall.second === 0 ? minutes : `${minutes}:${pad(wall.second)}`;
}
