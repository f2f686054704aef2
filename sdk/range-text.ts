import { HeliostatError } from './errors.ts';
import { clockOn, clockSource, monthNames, readDay, type Zoned } from './range-day.ts';
import { addTime, resolveRange, resolveTime, startOf, type RangeText } from './time-range.ts';

/**
 * What a person typed or pasted, as a range: `last 90m`, `14:00-15:30`, `yesterday`, `this week`,
 * `mon 9-12`, `20 Nov`, `2026-11-20 14:00 +2h`, `now-6h`, `now-6h to now`, an epoch, a log line with
 * a time in it (15 minutes either side). What `formatRange` writes is understood. Absolute ends come back as ISO 8601 in UTC, so that they mean the
 * same to everybody. Throws INVALID_REQUEST with what is understood.
 */
export function parseRangeText(
  text: string,
  now: number = Date.now(),
  timeZone = 'browser',
): RangeText {
  const trimmed = text.trim().replace(/\s+/g, ' ').slice(0, 2000);
  for (const parse of parsers) {
    const range = parse(trimmed, { now, timeZone });
    if (range === undefined) continue;
    resolveRange(range, now, timeZone);
    return range;
  }
  const shown = trimmed.length > 60 ? `${trimmed.slice(0, 57)}…` : trimmed;
  throw new HeliostatError('INVALID_REQUEST', `time range not understood: ${shown || '(empty)'}`, {
    hint: 'Try last 90m, yesterday, yesterday 14:00-15:30, mon 9-12, this week, 14:00-15:30, 20 Nov, 2026-11-20 14:00 +2h or now-6h to now.',
  });
}

const parsers: readonly ((text: string, zoned: Zoned) => RangeText | undefined)[] = [
  parseWords,
  parseLast,
  parseNow,
  parseClock,
  parseDayClock,
  parseSpan,
  parsePair,
  parseDay,
  parsePasted,
];

const words: Readonly<Record<string, RangeText>> = {
  today: { from: 'now/d', to: 'now/d' },
  'today so far': { from: 'now/d', to: 'now' },
  yesterday: { from: 'now-1d/d', to: 'now-1d/d' },
  'this hour': { from: 'now/h', to: 'now/h' },
  'this week': { from: 'now/w', to: 'now/w' },
  'this week so far': { from: 'now/w', to: 'now' },
  'this month': { from: 'now/M', to: 'now/M' },
  'this month so far': { from: 'now/M', to: 'now' },
  'this quarter': { from: 'now/Q', to: 'now/Q' },
  'this year': { from: 'now/y', to: 'now/y' },
  'this year so far': { from: 'now/y', to: 'now' },
  'previous hour': { from: 'now-1h/h', to: 'now-1h/h' },
  'previous day': { from: 'now-1d/d', to: 'now-1d/d' },
  'previous week': { from: 'now-1w/w', to: 'now-1w/w' },
  'previous month': { from: 'now-1M/M', to: 'now-1M/M' },
  'previous quarter': { from: 'now-1Q/Q', to: 'now-1Q/Q' },
  'previous year': { from: 'now-1y/y', to: 'now-1y/y' },
};

/** The words for a range that has some, `Yesterday`. */
export function wordsFor(range: RangeText): string | undefined {
  const found = Object.entries(words).find(
    ([, known]) => known.from === range.from && known.to === range.to,
  )?.[0];
  return found === undefined ? undefined : found.charAt(0).toUpperCase() + found.slice(1);
}

function parseWords(text: string): RangeText | undefined {
  const key = text.toLowerCase();
  return Object.hasOwn(words, key) ? words[key] : undefined;
}

const unitWords: readonly (readonly [unit: string, pattern: RegExp])[] = [
  ['s', /^(s|secs?|seconds?)$/i],
  ['m', /^(m|mins?|minutes?)$/],
  ['h', /^(h|hrs?|hours?)$/i],
  ['d', /^(d|days?)$/i],
  ['w', /^(w|wks?|weeks?)$/i],
  ['M', /^(M|mon|mos?|months?)$/],
  ['Q', /^quarters?$/i],
  ['y', /^(y|yrs?|years?)$/i],
];

function unitOf(word: string): string | undefined {
  const name = word === 'M' ? word : word.toLowerCase();
  return unitWords.find(([, pattern]) => pattern.test(name))?.[0];
}

function parseLast(text: string): RangeText | undefined {
  const match = /^(?:(last|past)\s)?(\d{1,6})?\s?([a-z]{1,8})$/i.exec(text);
  if (match === null || (match[1] === undefined && match[2] === undefined)) return;
  const unit = unitOf(match[3] ?? '');
  if (unit === undefined || Number(match[2] ?? 1) === 0) return;
  return { from: `now-${Number(match[2] ?? 1)}${unit}`, to: 'now' };
}

function parseNow(text: string): RangeText | undefined {
  if (!/^now[-+/\dsmhdwMQy]+$/.test(text)) return;
  return { from: text, to: 'now' };
}

const dash = '\\s?(?:-|–|—|→|to|until)\\s?';
const clock = '\\d{1,2}:\\d\\d(?::\\d\\d)?';
const clockPair = new RegExp(`^(${clock})${dash}(${clock})$`, 'i');
const dayClock = new RegExp(`^(.+?) (${clockSource})${dash}(${clockSource}|now)$`, 'i');

/** A range of today; of yesterday when it has not begun yet; past midnight when it ends earlier. */
function parseClock(text: string, zoned: Zoned): RangeText | undefined {
  const [, first, last] = clockPair.exec(text) ?? [];
  if (first === undefined || last === undefined) return;
  const isAhead = clockOn(zoned.now, first, zoned.timeZone) > zoned.now;
  return onDay(zoned.now - (isAhead ? dayMs : 0), [first, last], zoned.timeZone);
}

const dayMs = 86_400_000;

/** The same of a day that is named: `yesterday 14:00-15:30`, `mon 9-12`, `20 Nov 14:00–now`. */
function parseDayClock(text: string, zoned: Zoned): RangeText | undefined {
  const [, name = '', first, last] = dayClock.exec(text) ?? [];
  const day = readDay(name, zoned);
  if (day === undefined || first === undefined || last === undefined) return;
  const { timeZone, now } = zoned;
  const isWeekday = /^(?!today|yesterday)[a-z]+$/i.test(name);
  const begin = clockOn(day, first, timeZone);
  // A weekday that is today and has not come so far is the one before.
  const own = isWeekday && begin > now ? addTime(day, [-7, 'd'], timeZone) : day;
  if (last.toLowerCase() !== 'now') return onDay(own, [first, last], timeZone);
  const from = absolute(clockOn(own, first, timeZone), now)?.from;
  return from === undefined ? undefined : { from, to: 'now' };
}

function onDay(day: number, [first, last]: readonly [string, string], timeZone: string) {
  const from = clockOn(day, first, timeZone);
  const to = clockOn(day, last, timeZone);
  return absolute(from, to > from ? to : addTime(to, [1, 'd'], timeZone));
}

/** A time and a length: `2026-11-20 14:00 +2h`, `- 30m`, `± 5 min`. */
function parseSpan(text: string, zoned: Zoned): RangeText | undefined {
  const match = /^(.+?)\s?(\+|-|±|\+-|\+\/-)\s?(\d{1,6})\s?([a-z]{1,7})$/i.exec(text);
  const at = match?.[1] === undefined ? undefined : readTime(match[1], zoned);
  const unit = unitOf(match?.[4] ?? '') as 's' | undefined;
  if (match === null || at === undefined || unit === undefined) return;
  const count = Number(match[3]);
  const before = match[2] === '+' ? at : addTime(at, [-count, unit], zoned.timeZone);
  const after = match[2] === '-' ? at : addTime(at, [count, unit], zoned.timeZone);
  return absolute(before, after);
}

const bareClock = new RegExp(`^${clock}$`);
const clockOfDay = new RegExp(`^(.+) (${clock}(?:\\.\\d{1,3})?)$`);

/** Two times: with `to`, `until`, `→`, a dash between spaces, or an ISO interval's slash. */
function parsePair(text: string, zoned: Zoned): RangeText | undefined {
  const separated = /^(?:from )?(.+?)(?: to | until | - | – | — |\s?→\s?|--)(.+)$/i.exec(text);
  const [, first, last] = separated ?? /^(\d[^/]*)\/(\d[^/]*)$/.exec(text) ?? [];
  if (first === undefined || last === undefined) return;
  const ends = lastDays(first, zoned).map((by) => readPair([first, last], { ...zoned, by }));
  const isPast = (range: RangeText | undefined): boolean =>
    range !== undefined && resolveTime(range.from, zoned) <= zoned.now;
  return ends.find(isPast) ?? ends[0];
}

/**
 * By when a pair's end without a year may begin: within a year of a start that has one; else this year,
 * or the last one where the start would be ahead.
 */
function lastDays(first: string, zoned: Zoned): number[] {
  const { now, timeZone } = zoned;
  const year = startOf(now, 'y', timeZone);
  const ends = [addTime(year, [1, 'y'], timeZone) - 1, year - 1];
  const [start, other] = ends.map((by) => readTime(first, { ...zoned, by }));
  return start !== undefined && start === other && !first.startsWith('now')
    ? [addTime(start, [1, 'y'], timeZone) - 1]
    : ends;
}

/** The start without a year is the last one before the end. */
function readPair([first, last]: readonly [string, string], zoned: Zoned): RangeText | undefined {
  const day = bareClock.test(last) ? readTime(first, { ...zoned, by: zoned.now }) : undefined;
  const to =
    day === undefined
      ? readEnd(last, zoned, true)
      : new Date(clockOn(day, last, zoned.timeZone)).toISOString();
  if (to === undefined) return;
  const by = Math.min(resolveTime(to, { ...zoned, roundUp: true }) - 1, zoned.by ?? Infinity);
  const from = readEnd(first, { ...zoned, by }, false);
  return from === undefined ? undefined : { from, to };
}

/** Relative ends stay relative. */
function readEnd(text: string, zoned: Zoned, roundUp: boolean): string | undefined {
  const named = parseWords(text);
  if (named !== undefined) return roundUp ? named.to : named.from;
  if (text.startsWith('now')) return text;
  const at = readTime(text, zoned, roundUp);
  return at === undefined ? undefined : new Date(at).toISOString();
}

function readTime(text: string, zoned: Zoned, roundUp = false): number | undefined {
  try {
    if (bareClock.test(text)) return known(clockOn(zoned.now, text, zoned.timeZone));
    const day = readDay(text, zoned);
    if (day !== undefined) return roundUp ? addTime(day, [1, 'd'], zoned.timeZone) : day;
    const [, name, time] = clockOfDay.exec(text) ?? [];
    const named = name === undefined ? undefined : readDay(name, zoned);
    if (named !== undefined) return known(clockOn(named, time ?? '', zoned.timeZone));
    return resolveTime(text, { ...zoned, roundUp });
  } catch {
    return undefined;
  }
}

function known(at: number): number | undefined {
  return Number.isNaN(at) ? undefined : at;
}

function parseDay(text: string, zoned: Zoned): RangeText | undefined {
  if (!/^\d{4}-\d\d$/.test(text) && readDay(text, zoned) === undefined) return;
  const from = readTime(text, zoned);
  const to = readTime(text, zoned, true);
  return from === undefined || to === undefined ? undefined : absolute(from, to);
}

const times: readonly RegExp[] = [
  /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?(?!\d)/i,
  /(?<![\d.])\d{10}(\.\d{1,9})?(?![\d.])|(?<!\d)(\d{13}|\d{16}|\d{19})(?!\d)/,
];
const accessLog = /(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})/;
const aroundMs = 15 * 60_000;

/** The first time found in a pasted text, with 15 minutes either side. */
function parsePasted(text: string, zoned: Zoned): RangeText | undefined {
  const [, day, name, year, time, zone] = accessLog.exec(text) ?? [];
  const month = monthNames.indexOf(name ?? '') + 1;
  const found =
    month > 0
      ? `${year ?? ''}-${String(month).padStart(2, '0')}-${day ?? ''}T${time ?? ''}${zone ?? ''}`
      : times.map((pattern) => pattern.exec(text)?.[0]).find((match) => match !== undefined);
  const at = found === undefined ? undefined : readTime(found, zoned);
  return at === undefined ? undefined : absolute(at - aroundMs, at + aroundMs);
}

function absolute(from: number, to: number): RangeText | undefined {
  if (!(Math.abs(from) <= 8.64e15 && Math.abs(to) <= 8.64e15)) return;
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
