import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatRange } from './range-format.ts';
import { parseRangeText } from './range-text.ts';
import { addTime, resolveRange, resolveTime, startOf } from './time-range.ts';
import { fromWallTime, wallTime } from './time-zone.ts';

const berlin = 'Europe/Berlin';
const at = (iso: string) => Date.parse(iso);
const now = at('2026-11-22T12:34:56.789Z');
const resolve = (text: string, timeZone = 'utc', roundUp = false) =>
  new Date(resolveTime(text, { now, timeZone, roundUp })).toISOString();

const zones = fc.constantFrom(
  'utc',
  berlin,
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/St_Johns',
);
const moments = fc.integer({ min: at('1990-01-01'), max: at('2035-01-01') });
const units = fc.constantFrom('s', 'm', 'h', 'd', 'w', 'M', 'Q', 'y');

describe('a time', () => {
  test.each([
    ['now', '2026-11-22T12:34:56.789Z'],
    ['now-6h', '2026-11-22T06:34:56.789Z'],
    ['now/d', '2026-11-22T00:00:00.000Z'],
    ['now-1d/d', '2026-11-21T00:00:00.000Z'],
    ['now/w+8h', '2026-11-16T08:00:00.000Z'],
    ['now/M', '2026-11-01T00:00:00.000Z'],
    ['now/Q', '2026-10-01T00:00:00.000Z'],
    ['now-9M/y', '2026-01-01T00:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20 14:00', '2026-11-20T14:00:00.000Z'],
    ['2026-11-20T14:00:05.25+02:00', '2026-11-20T12:00:05.250Z'],
    ['1763820000', '2025-11-22T14:00:00.000Z'],
    ['1763820000000', '2025-11-22T14:00:00.000Z'],
    ['1763820000000123456', '2025-11-22T14:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(resolve(text)).toBe(expected);
  });

  test('the end of a range rounds to the end of its unit', () => {
    expect(resolve('now/d', 'utc', true)).toBe('2026-11-23T00:00:00.000Z');
    expect(resolve('2026-11-20', 'utc', true)).toBe('2026-11-21T00:00:00.000Z');
    expect(resolve('2026-02', 'utc', true)).toBe('2026-03-01T00:00:00.000Z');
    expect(resolve('now', 'utc', true)).toBe('2026-11-22T12:34:56.789Z');
  });

  test('days follow the wall clock over a change of the clock', () => {
    const context = { now: at('2026-03-29T12:00:00+02:00'), timeZone: berlin };
    expect(resolveTime('now/d', context)).toBe(at('2026-03-29T00:00:00+01:00'));
    expect(resolveTime('now/d', { ...context, roundUp: true })).toBe(
      at('2026-03-30T00:00:00+02:00'),
    );
    expect(resolveTime('now-1d', context)).toBe(at('2026-03-28T12:00:00+01:00'));
    expect(resolveTime('now-24h', context)).toBe(at('2026-03-28T11:00:00+01:00'));
  });

  test('a skipped time moves on by the gap, a doubled one is the first', () => {
    expect(resolveTime('2026-03-29 02:30', { now, timeZone: berlin })).toBe(
      at('2026-03-29T03:30:00+02:00'),
    );
    expect(resolveTime('2026-10-25 02:30', { now, timeZone: berlin })).toBe(
      at('2026-10-25T02:30:00+02:00'),
    );
  });

  test.each(['', 'soon', 'now-', 'now-6x', 'now - 6h', '2026-13-01', '2026-02-30', '25:00', 'NaN'])(
    'refuses %j',
    (text) => {
      expect(() => resolve(text)).toThrow(/time not understood/);
    },
  );

  test('refuses an unknown time zone', () => {
    expect(() => resolve('now/d', 'Mars/Olympus')).toThrow(/unknown time zone: Mars\/Olympus/);
  });

  test('wall time and back is the same moment, but for the doubled hour', () => {
    fc.assert(
      fc.property(moments, zones, (ms, zone) => {
        const back = fromWallTime(wallTime(ms, zone), zone);
        expect(wallTime(back, zone)).toEqual(wallTime(ms, zone));
        expect(ms - back).toBeGreaterThanOrEqual(0);
        expect(ms - back).toBeLessThanOrEqual(3_600_000);
      }),
    );
  });

  test('the start of a unit is at or before, the next one after, and rounding is idempotent', () => {
    fc.assert(
      fc.property(moments, zones, units, (ms, zone, unit) => {
        const start = startOf(ms, unit, zone);
        expect(start).toBeLessThanOrEqual(ms);
        expect(addTime(start, [1, unit as 'd'], zone)).toBeGreaterThan(ms - 3_600_000);
        expect(startOf(start, unit as 'd', zone)).toBe(start);
      }),
    );
  });
});

describe('a typed range', () => {
  const parse = (text: string, timeZone = 'utc') => parseRangeText(text, now, timeZone);

  test.each([
    ['last 90m', 'now-90m', 'now'],
    ['Last 90 Minutes', 'now-90m', 'now'],
    ['past hour', 'now-1h', 'now'],
    ['2 days', 'now-2d', 'now'],
    ['6M', 'now-6M', 'now'],
    ['6m', 'now-6m', 'now'],
    ['yesterday', 'now-1d/d', 'now-1d/d'],
    ['Today', 'now/d', 'now/d'],
    ['this week', 'now/w', 'now/w'],
    ['now-6h', 'now-6h', 'now'],
    ['now-6h to now', 'now-6h', 'now'],
    ['now-6h to now-1h', 'now-6h', 'now-1h'],
    ['yesterday to now', 'now-1d/d', 'now'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
    ['2026-11-20 14:00 +2h', '2026-11-20T14:00:00.000Z', '2026-11-20T16:00:00.000Z'],
    ['2026-11-20 14:00 ± 5 min', '2026-11-20T13:55:00.000Z', '2026-11-20T14:05:00.000Z'],
    ['2026-11-20 to 2026-11-21', '2026-11-20T00:00:00.000Z', '2026-11-22T00:00:00.000Z'],
    ['2026-11-20 14:00 to 15:30', '2026-11-20T14:00:00.000Z', '2026-11-20T15:30:00.000Z'],
    ['2026-11-20T14:00Z/2026-11-20T15:00Z', '2026-11-20T14:00:00.000Z', '2026-11-20T15:00:00.000Z'],
    ['10:00-11:30', '2026-11-22T10:00:00.000Z', '2026-11-22T11:30:00.000Z'],
    ['yesterday 14:00-15:30', '2026-11-21T14:00:00.000Z', '2026-11-21T15:30:00.000Z'],
    ['today 9-12', '2026-11-22T09:00:00.000Z', '2026-11-22T12:00:00.000Z'],
    ['today 9 to 12:30', '2026-11-22T09:00:00.000Z', '2026-11-22T12:30:00.000Z'],
    ['Today 11:00–now', '2026-11-22T11:00:00.000Z', 'now'],
    ['yesterday 23:00-1:00', '2026-11-21T23:00:00.000Z', '2026-11-22T01:00:00.000Z'],
    ['yesterday 14:00 to today 9:00', '2026-11-21T14:00:00.000Z', '2026-11-22T09:00:00.000Z'],
    ['mon 14:00-15:00', '2026-11-16T14:00:00.000Z', '2026-11-16T15:00:00.000Z'],
    ['sunday 9-12', '2026-11-22T09:00:00.000Z', '2026-11-22T12:00:00.000Z'],
    ['sun 20-21', '2026-11-15T20:00:00.000Z', '2026-11-15T21:00:00.000Z'],
    ['thurs', '2026-11-19T00:00:00.000Z', '2026-11-20T00:00:00.000Z'],
    ['mon to wed', '2026-11-16T00:00:00.000Z', '2026-11-19T00:00:00.000Z'],
    ['20 Nov', '2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
    ['November 20, 2025', '2025-11-20T00:00:00.000Z', '2025-11-21T00:00:00.000Z'],
    ['20 nov 9:15-9:45', '2026-11-20T09:15:00.000Z', '2026-11-20T09:45:00.000Z'],
    ['29 feb', '2024-02-29T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
    ['25 Dec 9-12', '2025-12-25T09:00:00.000Z', '2025-12-25T12:00:00.000Z'],
    ['25 Dec 14:00 +2h', '2025-12-25T14:00:00.000Z', '2025-12-25T16:00:00.000Z'],
    ['24 Dec to 31 Dec', '2025-12-24T00:00:00.000Z', '2026-01-01T00:00:00.000Z'],
    ['24 Dec to 6 Jan', '2025-12-24T00:00:00.000Z', '2026-01-07T00:00:00.000Z'],
    ['20 Nov to 30 Nov', '2026-11-20T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
    ['24 Dec to now', '2025-12-24T00:00:00.000Z', 'now'],
    ['24 Dec 2023 to 6 Jan', '2023-12-24T00:00:00.000Z', '2024-01-07T00:00:00.000Z'],
    ['24 Dec to 6 Jan 2024', '2023-12-24T00:00:00.000Z', '2024-01-07T00:00:00.000Z'],
    ['now-3y to 20 Nov', 'now-3y', '2026-11-21T00:00:00.000Z'],
    ['2026-11-20 9-12', '2026-11-20T09:00:00.000Z', '2026-11-20T12:00:00.000Z'],
    ['last week', 'now-1w', 'now'],
    ['last quarter', 'now-1Q', 'now'],
    ['1763820000', '2025-11-22T13:45:00.000Z', '2025-11-22T14:15:00.000Z'],
    [
      '2026-11-20T14:00:00.123Z ERROR worker 12 crashed',
      '2026-11-20T13:45:00.123Z',
      '2026-11-20T14:15:00.123Z',
    ],
    [
      '127.0.0.1 - - [20/Nov/2026:14:00:00 +0100] "GET / HTTP/1.1" 200 1234',
      '2026-11-20T12:45:00.000Z',
      '2026-11-20T13:15:00.000Z',
    ],
  ])('%s', (text, from, to) => {
    expect(parse(text)).toEqual({ from, to });
  });

  test('clock times that lie ahead are of yesterday, and may cross midnight', () => {
    expect(parse('14:00-15:30').from).toBe('2026-11-21T14:00:00.000Z');
    expect(parse('23:00–01:00')).toEqual({
      from: '2026-11-21T23:00:00.000Z',
      to: '2026-11-22T01:00:00.000Z',
    });
    expect(parse('10:00-11:00', berlin).from).toBe('2026-11-22T09:00:00.000Z');
  });

  test.each([
    '',
    'whenever',
    '26:00-27:00',
    'last 0m',
    'yesterday 26-27',
    'today 9-12:70',
    '31 Nov',
    'someday 9-12',
    'now to now-6h',
    '2026-11-21 to 2026-11-20',
  ])('refuses %j', (text) => {
    expect(() => parse(text)).toThrow(/time range/);
  });

  test('says what it understands', () => {
    try {
      parse('whenever');
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        code: 'INVALID_REQUEST',
        hint: expect.stringMatching(/last 90m/),
      });
    }
  });

  test('a day without a year is the last one, of a pair too', () => {
    const day = fc
      .date({ min: new Date('2024-01-01'), max: new Date('2024-12-31'), noInvalidDate: true })
      .map(
        (date) =>
          `${date.getUTCDate()} ${date.toLocaleString('en', { month: 'short', timeZone: 'UTC' })}`,
      );
    fc.assert(
      fc.property(fc.tuple(day, day), moments, zones, ([first, last], at, zone) => {
        const begun = resolveRange(parseRangeText(first, at, zone), at, zone).from;
        expect(begun).toBeLessThanOrEqual(at);
        const next = (years: number) =>
          fromWallTime(
            { ...wallTime(begun, zone), year: wallTime(begun, zone).year + years },
            zone,
          );
        expect(next(first === '29 Feb' ? 8 : 1)).toBeGreaterThan(at);
        const pair = resolveRange(parseRangeText(`${first} to ${last}`, at, zone), at, zone);
        expect(pair.from).toBeLessThanOrEqual(at);
        expect(pair.to).toBeLessThanOrEqual(addTime(startOf(at, 'y', zone), [1, 'y'], zone));
      }),
    );
  });

  test('any text gives a range that resolves, or an error that is ours', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.stringMatching(/^(last |now-|\d{1,13})[ -~]{0,20}$/),
      fc
        .tuple(moments, moments)
        .map(([a, b]) => `${new Date(a).toISOString()} to ${new Date(b).toISOString()}`),
    );
    fc.assert(
      fc.property(texts, zones, (text, zone) => {
        try {
          const range = parse(text, zone);
          const { from, to } = resolveRange(range, now, zone);
          expect(from).toBeLessThan(to);
          expect(formatRange(range, now, zone)).not.toBe('');
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_REQUEST' });
        }
      }),
    );
  });
});

describe('what is written of a range', () => {
  const days = fc.constantFrom(
    ...[
      'today',
      'yesterday',
      'mon',
      'Tuesday',
      'wed',
      'sat',
      '20 Nov',
      '24 Dec',
      '6 jan',
      '24 Dec 2026',
      '3 march 2025',
      '2026-02-27',
    ],
  );
  const clocks = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.boolean())
    .map(([hour, minute, isWhole]) =>
      isWhole ? `${hour}` : `${hour}:${String(minute).padStart(2, '0')}`,
    );
  const typed = fc.oneof(
    days,
    fc.tuple(days, clocks, clocks).map(([day, from, to]) => `${day} ${from}-${to}`),
    fc.tuple(days, clocks).map(([day, from]) => `${day} ${from}–now`),
    fc.tuple(days, days).map(([from, to]) => `${from} to ${to}`),
    fc
      .tuple(fc.integer({ min: 1, max: 99 }), fc.constantFrom('m', 'h', 'd', 'w', 'M', 'y'))
      .map(([count, unit]) => `last ${count}${unit}`),
    fc
      .tuple(moments, moments)
      .map(([a, b]) => `${new Date(a).toISOString()} to ${new Date(b).toISOString()}`),
  );

  test('is understood, and written again the same', () => {
    fc.assert(
      fc.property(typed, fc.constantFrom('utc', 'Asia/Kolkata'), (text, zone) => {
        const range = rangeOf(text, zone);
        fc.pre(range !== undefined);
        const written = formatRange(range, now, zone);
        const again = parseRangeText(written, now, zone);
        expect(formatRange(again, now, zone)).toBe(written);
        expect(resolveRange(again, now, zone)).toEqual(resolveRange(range, now, zone));
      }),
    );
  });

  /** Undefined where it ends before it begins. */
  function rangeOf(text: string, zone: string) {
    try {
      return parseRangeText(text, now, zone);
    } catch {
      return undefined;
    }
  }
});

describe('a range for people', () => {
  test.each([
    ['now-15m', 'now', 'Last 15 minutes'],
    ['now-1h', 'now', 'Last hour'],
    ['now-1d/d', 'now-1d/d', 'Yesterday'],
    ['now/w', 'now/w', 'This week'],
    ['2026-11-22T14:00Z', '2026-11-22T15:30Z', 'Today 14:00–15:30'],
    ['2026-11-21T14:00:05Z', '2026-11-21T15:30Z', 'Yesterday 14:00:05–15:30'],
    ['2026-11-18T14:00Z', '2026-11-20T09:30Z', '18 Nov 14:00 – 20 Nov 09:30'],
    ['2025-11-20', '2025-11-20', '20 Nov 2025'],
    ['2026-11-18', '2026-11-20', '18 Nov – 20 Nov'],
    ['2026-11-18T14:00Z', 'now', '18 Nov 14:00 – now'],
    ['2025-12-24', '2026-01-06', '24 Dec 2025 – 6 Jan 2026'],
    ['2026-11-20', '2026-11-30', '20 Nov – 30 Nov'],
    ['2026-12-24', '2026-12-31', '24 Dec 2026 – 31 Dec 2026'],
  ])('%s to %s', (from, to, expected) => {
    expect(formatRange({ from, to }, now, 'utc')).toBe(expected);
  });
});
