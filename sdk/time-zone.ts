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

/** What a wall clock in the zone shows at `epochMs`. Throws INVALID_REQUEST for an unknown zone. */
export function wallTime(epochMs: number, timeZone: string): WallTime {
  return fromUtc(epochMs + zoneOffset(epochMs, timeZone));
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
  const before = zoneOffset(local - dayMs, timeZone);
  const after = zoneOffset(local + dayMs, timeZone);
  const candidates = [local - before, local - after].sort((a, b) => a - b);
  const exact = candidates.find((at) => at + zoneOffset(at, timeZone) === local);
  return exact ?? local - before;
}

/** Milliseconds that clocks in the zone are ahead of UTC. Throws INVALID_REQUEST for an unknown zone. */
export function zoneOffset(epochMs: number, timeZone: string): number {
  if (timeZone === 'utc' || timeZone === 'UTC') return 0;
  const zone = zoneOf(timeZone);
  if (!Number.isFinite(epochMs) || Math.abs(epochMs) > maxDateMs) return 0;
  const quarter = Math.floor(epochMs / quarterMs);
  const known = zone.offsets.get(quarter);
  if (known !== undefined) return known;
  if (zone.offsets.size > maxOffsets) zone.offsets.clear();
  const offset = computeOffset(zone.format, quarter * quarterMs);
  zone.offsets.set(quarter, offset);
  return offset;
}

const dayMs = 86_400_000;
const maxDateMs = 8.64e15 - 2 * dayMs;

/** Clocks change on quarter hours, so one look-up serves a quarter of an hour. */
const quarterMs = 900_000;
const maxOffsets = 5000;
const maxZones = 100;

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

/** What is kept of a zone: building a format costs 50 µs, asking it 1 µs, a known offset nothing. */
interface Zone {
  format: Intl.DateTimeFormat;
  offsets: Map<number, number>;
}

const zones = new Map<string, Zone>();

function zoneOf(timeZone: string): Zone {
  const known = zones.get(timeZone);
  if (known !== undefined) return known;
  const zone = { format: newFormat(timeZone), offsets: new Map<number, number>() };
  if (zones.size >= maxZones) zones.clear();
  zones.set(timeZone, zone);
  return zone;
}

function computeOffset(format: Intl.DateTimeFormat, epochMs: number): number {
  const shown: Record<string, number> = {};
  for (const part of format.formatToParts(epochMs))
    if (part.type !== 'literal') shown[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
  return Date.UTC(year, month - 1, day, hour, minute, second) - epochMs;
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
