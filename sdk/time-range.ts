import type { Interval } from './datasource.ts';
import { HeliostatError } from './errors.ts';
import { fromWallTime, wallTime, zoneOffset, type WallTime } from './time-zone.ts';

/** What a relative or partial time is read against. */
export interface TimeContext {
  /** Epoch milliseconds. */
  now: number;
  /** `browser` (the zone of this machine), `utc` or an IANA name. */
  timeZone: string;
  /** A rounded or partial time means its end (exclusive) instead of its start. */
  roundUp?: boolean;
}

/** A time range as a file or a URL holds it: both ends in the language of `resolveTime`. */
export interface RangeText {
  from: string;
  to: string;
}

type TimeUnit = 's' | 'm' | 'h' | 'd' | 'w' | 'M' | 'Q' | 'y';

/**
 * Epoch milliseconds of `now`, `now-6h`, `now/d`, `now-1d/d`, `now/w+8h`, ISO 8601 (without an offset
 * it is in the zone), or an epoch in seconds or milliseconds. Days and longer follow the calendar,
 * weeks start on Monday. Throws INVALID_REQUEST on anything else.
 */
export function resolveTime(text: string, context: TimeContext): number {
  const trimmed = text.trim();
  const ms = resolveNow(trimmed, context) ?? resolveEpoch(trimmed) ?? resolveIso(trimmed, context);
  if (ms !== undefined && Number.isFinite(ms) && Math.abs(ms) <= 8.64e15) return ms;
  throw new HeliostatError('INVALID_REQUEST', `time not understood: ${quote(trimmed)}`, {
    hint: 'Expected now, now-6h, now/d, an ISO 8601 time or an epoch in milliseconds.',
  });
}

/** The interval that a range means now. Throws INVALID_REQUEST, also when it ends before it starts. */
export function resolveRange(range: RangeText, now: number, timeZone: string): Interval {
  const from = resolveTime(range.from, { now, timeZone });
  const to = resolveTime(range.to, { now, timeZone, roundUp: true });
  if (from < to) return { from, to };
  throw new HeliostatError(
    'INVALID_REQUEST',
    `time range is empty: ${quote(range.from)} to ${quote(range.to)}`,
    { hint: 'The start must be before the end.' },
  );
}

/** Start of the calendar unit that holds `ms`. */
export function startOf(ms: number, unit: TimeUnit, timeZone: string): number {
  if (unit === 's' || unit === 'm' || unit === 'h') {
    const size = fixedMs[unit];
    const offset = zoneOffset(ms, timeZone);
    return Math.floor((ms + offset) / size) * size - offset;
  }
  return fromWallTime(startOfWall(wallTime(ms, timeZone), unit), timeZone);
}

/** `count` units later; days and longer keep the wall clock, months end at their last day. */
export function addTime(ms: number, [count, unit]: [number, TimeUnit], timeZone: string): number {
  if (unit === 's' || unit === 'm' || unit === 'h') return ms + count * fixedMs[unit];
  const wall = wallTime(ms, timeZone);
  if (unit === 'd' || unit === 'w')
    return fromWallTime({ ...wall, day: wall.day + count * (unit === 'w' ? 7 : 1) }, timeZone);
  const month = wall.month + count * monthsIn[unit];
  const day = Math.min(wall.day, lastDay(wall.year, month));
  return fromWallTime({ ...wall, month, day }, timeZone);
}

const fixedMs = { s: 1000, m: 60_000, h: 3_600_000 };
const monthsIn = { M: 1, Q: 3, y: 12 };
const midnight = { hour: 0, minute: 0, second: 0, ms: 0 };

function startOfWall(wall: WallTime, unit: 'd' | 'w' | 'M' | 'Q' | 'y'): WallTime {
  const { year, month, day } = wall;
  switch (unit) {
    case 'd':
      return { ...midnight, year, month, day };
    case 'w':
      return { ...midnight, year, month, day: day - weekday(wall) };
    case 'M':
      return { ...midnight, year, month, day: 1 };
    case 'Q':
      return { ...midnight, year, month: month - ((month - 1) % 3), day: 1 };
    case 'y':
      return { ...midnight, year, month: 1, day: 1 };
  }
}

/** Monday is 0. */
function weekday({ year, month, day }: WallTime): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return (date.getUTCDay() + 6) % 7;
}

function lastDay(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 0);
  return date.getUTCDate();
}

function resolveNow(text: string, context: TimeContext): number | undefined {
  const match = /^now((?:[+-]\d{1,6}[smhdwMQy]|\/[smhdwMQy])*)$/.exec(text);
  if (match?.[1] === undefined) return;
  const { now, timeZone, roundUp = false } = context;
  let ms = now;
  for (const [, sign, count, unit, rounding] of match[1].matchAll(operation)) {
    if (unit !== undefined)
      ms = addTime(ms, [Number(`${sign ?? ''}${count ?? ''}`), unit as TimeUnit], timeZone);
    if (rounding !== undefined) ms = round(ms, rounding as TimeUnit, { timeZone, roundUp });
  }
  return ms;
}

const operation = /([+-])(\d+)([smhdwMQy])|\/([smhdwMQy])/g;

function round(
  ms: number,
  unit: TimeUnit,
  { timeZone, roundUp }: { timeZone: string; roundUp: boolean },
): number {
  const start = startOf(ms, unit, timeZone);
  return roundUp ? addTime(start, [1, unit], timeZone) : start;
}

/** 9 or 10 digits are seconds, 16 microseconds, 19 nanoseconds, other lengths milliseconds. */
function resolveEpoch(text: string): number | undefined {
  if (!/^\d{1,19}(\.\d{1,9})?$/.test(text)) return;
  const digits = text.split('.')[0]?.length ?? 0;
  if (digits === 9 || digits === 10) return Math.round(Number(text) * 1000);
  if (digits === 16) return Math.floor(Number(text) / 1000);
  if (digits === 19) return Math.floor(Number(text) / 1_000_000);
  return Math.floor(Number(text));
}

const iso =
  /^(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d:?\d\d)?)?)?$/i;

function resolveIso(text: string, { timeZone, roundUp = false }: TimeContext): number | undefined {
  const match = iso.exec(text);
  if (match === null) return;
  const [, , , day, hour, , , , zone] = match;
  const wall = readWallTime(match);
  if (!isWallTime(wall)) return;
  if (zone !== undefined) return fromWallTime(wall, 'utc') - isoOffset(zone);
  if (hour !== undefined || !roundUp) return fromWallTime(wall, timeZone);
  const next = day === undefined ? { month: wall.month + 1 } : { day: wall.day + 1 };
  return fromWallTime({ ...wall, ...next }, timeZone);
}

function readWallTime([
  ,
  year,
  month,
  day,
  hour,
  minute,
  second,
  fraction,
]: RegExpExecArray): WallTime {
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day ?? 1),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    ms: Math.floor(Number(`0.${fraction ?? '0'}`) * 1000),
  };
}

function isWallTime({ year, month, day, hour, minute, second }: WallTime): boolean {
  if (month < 1 || month > 12 || day < 1 || day > lastDay(year, month)) return false;
  return hour < 24 && minute < 60 && second < 61;
}

function isoOffset(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

function quote(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text === '' ? '(empty)' : text;
}
