import { addTime, resolveTime, startOf } from './time-range.ts';
import { fromWallTime, wallTime } from './time-zone.ts';

/** What words about time are relative to. */
export interface Zoned {
  now: number;
  timeZone: string;
  /** A day without a year is the last one that begins by then; default: now. */
  by?: number;
}

/**
 * When a day begins: `today`, `mon`, `20 Nov`, `Nov 20, 2025`, `2026-11-20`; undefined for anything
 * else. A weekday is its last one, today at the latest; so is a day without a year.
 */
export function readDay(text: string, zoned: Zoned): number | undefined {
  const word = text.trim().toLowerCase();
  const { now, timeZone } = zoned;
  const today = startOf(now, 'd', timeZone);
  if (word === 'today') return today;
  if (word === 'yesterday') return addTime(today, [-1, 'd'], timeZone);
  if (/^\d{4}-\d\d-\d\d$/.test(word)) return readIsoDay(word, zoned);
  return readWeekday(word, today, timeZone) ?? readDate(word, zoned);
}

/** `14:00`, `9`, `14:00:05.250` on a day; NaN for what no clock shows. */
export function clockOn(day: number, text: string, timeZone: string): number {
  const [, hour, minute = '0', second = '0', part = '0'] = clockText.exec(text) ?? [];
  const time = {
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    ms: Number(part.padEnd(3, '0')),
  };
  if (!(time.hour <= 24) || time.minute > 59 || time.second > 59) return NaN;
  return fromWallTime({ ...wallTime(day, timeZone), ...time }, timeZone);
}

/** A clock time; before the minutes stand the hours. */
export const clockSource = '\\d{1,2}(?::\\d\\d(?::\\d\\d(?:\\.\\d{1,3})?)?)?';
const clockText = /^(\d{1,2})(?::(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?)?$/;

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august'].concat([
  'september',
  'october',
  'november',
  'december',
]);

/** English, January first, as dates are written. */
export const monthNames: readonly string[] = months.map(
  (name) => name.charAt(0).toUpperCase() + name.slice(1, 3),
);

function indexOf(word: string, names: readonly string[]): number {
  return word.length < 3 ? -1 : names.findIndex((name) => name.startsWith(word));
}

function readWeekday(word: string, today: number, timeZone: string): number | undefined {
  const wanted = indexOf(word, weekdays);
  if (wanted === -1) return;
  const { year, month, day } = wallTime(today, timeZone);
  const current = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return addTime(today, [-((current - wanted + 7) % 7), 'd'], timeZone);
}

function readDate(word: string, { now, timeZone, by = now }: Zoned): number | undefined {
  const [, dayFirst, name, monthFirst, dayLast, written] =
    /^(?:(\d{1,2}) ([a-z]{3,9})|([a-z]{3,9}) (\d{1,2}))(?:,? (\d{4,6}))?$/.exec(word) ?? [];
  const month = indexOf(name ?? monthFirst ?? '', months) + 1;
  if (month === 0) return;
  const day = Number(dayFirst ?? dayLast);
  if (written !== undefined) return dayOf({ year: Number(written), month, day }, timeZone);
  const { year: latest } = wallTime(by, timeZone);
  return Array.from({ length: leapYearsApart + 1 }, (_, back) =>
    dayOf({ year: latest - back, month, day }, timeZone),
  ).find((at) => at !== undefined && at <= by);
}

/** The most years from one 29 February to the next. */
const leapYearsApart = 8;

/** Undefined where the month has no such day. */
function dayOf(
  date: { year: number; month: number; day: number },
  timeZone: string,
): number | undefined {
  const at = fromWallTime({ ...date, hour: 0, minute: 0, second: 0, ms: 0 }, timeZone);
  return wallTime(at, timeZone).month === date.month ? at : undefined;
}

function readIsoDay(word: string, zoned: Zoned): number | undefined {
  try {
    return resolveTime(word, zoned);
  } catch {
    return undefined;
  }
}
