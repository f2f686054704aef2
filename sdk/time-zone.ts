import { HeliostatError } from './errors.ts';

/** A moment as a wall clock shows it; `month` and `day` count from 1. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a wall clock in the zone shows at `epochMs`. Throws INVALID_REQUEST for an unknown zone. */
export function wallTime(epochMs: number, timeZone: string): WallTime {
  return fromUtc(epochMs + offsetAt(epochMs, timeZone));
}

/**
 * When a wall clock in the zone shows this. Fields may run over (`day: 0` is the last day of the
 * month before). A time that a clock change skips is moved on by the length of the gap; of a time
 * that comes twice it is the first.
 */
export function fromWallTime(wall: WallTime, timeZone: string): number {
  const { year, month, day, hour, minute, second, ms } = wall;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, ms);
  const local = date.getTime();
  const before = offsetAt(local - dayMs, timeZone);
  const after = offsetAt(local + dayMs, timeZone);
  const candidates = [local - before, local - after].sort((a, b) => a - b);
  const exact = candidates.find((at) => at + offsetAt(at, timeZone) === local);
  return exact ?? local - before;
}

/** Wall clock minus UTC at that moment, milliseconds. */
export function offsetAt(epochMs: number, timeZone: string): number {
  if (timeZone === 'utc') return 0;
  if (!Number.isFinite(epochMs) || Math.abs(epochMs) > maxDateMs) return 0;
  const shown: Record<string, number> = {};
  for (const part of formatFor(timeZone).formatToParts(epochMs))
    if (part.type !== 'literal') shown[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  return local - Math.floor(epochMs / 1000) * 1000;
}

const dayMs = 86_400_000;
const maxDateMs = 8.64e15 - 2 * dayMs;

function fromUtc(ms: number): WallTime {
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    ms: date.getUTCMilliseconds(),
  };
}

/** Building a format costs 50 µs, using one 1 µs. */
function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = newFormat(timeZone);
  if (formats.size >= 100) formats.clear();
  formats.set(timeZone, format);
  return format;
}

function newFormat(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...(timeZone !== 'browser' && { timeZone }),
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch (cause) {
    throw new HeliostatError('INVALID_REQUEST', `unknown time zone: ${timeZone.slice(0, 60)}`, {
      hint: 'Expected browser, utc or a name like Europe/Berlin.',
      cause,
    });
  }
}
