import { utcTicks } from 'd3-time';
import { utcFormat } from 'd3-time-format';
import { zoneOffset } from './time-zone.ts';

const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** The instant at which the clocks of `timeZone` show what `wall` shows when read as UTC. */
export function fromWall(wall: number, timeZone: string): number {
  const guess = wall - zoneOffset(wall, timeZone);
  return wall - zoneOffset(guess, timeZone);
}

/** Round times of `timeZone` (full hours, midnights, firsts of the month) within the range. */
export function timeTicks(
  range: { from: number; to: number },
  count: number,
  timeZone: string,
): number[] {
  const { from, to } = range;
  if (!isRepresentable(from) || !isRepresentable(to) || to <= from) return [];
  const wallFrom = from + zoneOffset(from, timeZone);
  const wallTo = to + zoneOffset(to, timeZone);
  const ticks = utcTicks(new Date(wallFrom), new Date(wallTo), Math.max(1, count))
    .map((tick) => fromWall(tick.getTime(), timeZone))
    .filter((tick) => tick >= from && tick <= to);
  return [...new Set(ticks)].sort((a, b) => a - b);
}

const fineFormats = {
  date: utcFormat('%Y-%m-%d'),
  minute: utcFormat('%Y-%m-%d %H:%M'),
  second: utcFormat('%Y-%m-%d %H:%M:%S'),
  millisecond: utcFormat('%Y-%m-%d %H:%M:%S.%L'),
};

/** How fine a written time is. */
export type TimePrecision = keyof typeof fineFormats;

/** `2026-11-22 14:02:05` by the clocks of `timeZone`; `–` for what is no time. */
export function formatTime(
  time: number | null | undefined,
  timeZone = 'utc',
  precision: TimePrecision = 'second',
): string {
  if (time === null || time === undefined || !isRepresentable(time)) return '–';
  return fineFormats[precision](wallDate(time, timeZone));
}

export interface TimeLabel {
  /** `14:05`, `14:05:30`, `22 Nov`, `Nov`, `2026`. */
  text: string;
  /** The coarser part, on the first tick and where it changes: `22 Nov`, `2026`; else empty. */
  context: string;
}

const axisFormats = {
  millisecond: utcFormat('%H:%M:%S.%L'),
  second: utcFormat('%H:%M:%S'),
  minute: utcFormat('%H:%M'),
  day: utcFormat('%-d %b'),
  month: utcFormat('%b'),
  year: utcFormat('%Y'),
};

/** Labels of a time axis: one precision for all ticks, the date only where it changes. */
export function formatTimeTicks(ticks: readonly number[], timeZone = 'utc'): TimeLabel[] {
  const unit = axisUnit(ticks, timeZone);
  let last = '';
  return ticks.map((tick) => {
    const date = wallDate(tick, timeZone);
    const context = axisContext(unit, date);
    const label = { text: axisFormats[unit](date), context: context === last ? '' : context };
    last = context;
    return label;
  });
}

function axisUnit(ticks: readonly number[], timeZone: string): keyof typeof axisFormats {
  const step = smallestStep(ticks);
  if (step < 1000) return 'millisecond';
  if (step < 60_000) return 'second';
  if (step < 23 * hourMs) return 'minute';
  if (step < 27 * dayMs) return 'day';
  const walls = ticks.map((tick) => wallDate(tick, timeZone));
  return walls.every((wall) => wall.getUTCMonth() === 0) && step > 300 * dayMs ? 'year' : 'month';
}

function smallestStep(ticks: readonly number[]): number {
  if (ticks.length < 2) return 60_000;
  let step = Infinity;
  for (let i = 1; i < ticks.length; i++)
    step = Math.min(step, (ticks[i] ?? 0) - (ticks[i - 1] ?? 0));
  return step;
}

function axisContext(unit: keyof typeof axisFormats, date: Date): string {
  if (unit === 'year') return '';
  return unit === 'day' || unit === 'month' ? axisFormats.year(date) : axisFormats.day(date);
}

function wallDate(time: number, timeZone: string): Date {
  return new Date(time + zoneOffset(time, timeZone));
}

/** What `Date` and `Intl` take, with a margin for offsets. */
function isRepresentable(time: number): boolean {
  return Math.abs(time) < 8.64e15 - dayMs;
}
