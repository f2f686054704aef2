import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTime, formatTimeTicks, fromWall, timeTicks } from './time-format.ts';
import { zoneOffset } from './time-zone.ts';

const noon = Date.UTC(2026, 10, 22, 12);

describe('time zones', () => {
  test('an offset follows summer time', () => {
    expect(zoneOffset(Date.UTC(2026, 0, 1), 'Europe/Berlin')).toBe(3_600_000);
    expect(zoneOffset(Date.UTC(2026, 6, 1), 'Europe/Berlin')).toBe(7_200_000);
    expect(zoneOffset(noon, 'Asia/Kathmandu')).toBe(20_700_000);
    expect(zoneOffset(noon, 'utc')).toBe(0);
  });

  test('an unknown zone is named in the error', () => {
    expect(() => zoneOffset(noon, 'Mars/Olympus')).toThrow('unknown time zone: Mars/Olympus');
  });

  test('wall clock and instant are inverse wherever the wall clock is unambiguous', () => {
    const zones = fc.constantFrom('utc', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata');
    const times = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2040, 0) });
    fc.assert(
      fc.property(times, zones, (time, zone) => {
        const back = fromWall(time + zoneOffset(time, zone), zone);
        expect(Math.abs(back - time)).toBeLessThanOrEqual(3_600_000);
        const isQuiet = zoneOffset(time - 7_200_000, zone) === zoneOffset(time + 7_200_000, zone);
        if (isQuiet) expect(back).toBe(time);
      }),
    );
  });
});

test('a time is written by the clocks of its zone', () => {
  expect(formatTime(noon, 'Asia/Kolkata')).toBe('2026-11-22 17:30:00');
  expect(formatTime(noon, 'utc', 'minute')).toBe('2026-11-22 12:00');
  expect(formatTime(NaN)).toBe('–');
  expect(formatTime(1e300)).toBe('–');
});

describe('time axes', () => {
  const evening = { from: Date.UTC(2026, 10, 22, 20), to: Date.UTC(2026, 10, 23, 3) };

  test('the date stands at the first tick and where it changes', () => {
    const labels = formatTimeTicks(timeTicks(evening, 8, 'utc'), 'utc');
    expect(labels.map((label) => label.context)).toEqual([
      '22 Nov',
      '',
      '',
      '',
      '23 Nov',
      '',
      '',
      '',
    ]);
    expect(labels.map((label) => label.text)[4]).toBe('00:00');
  });

  test('ticks are full hours of the zone, not of UTC', () => {
    const texts = formatTimeTicks(timeTicks(evening, 8, 'Asia/Kolkata'), 'Asia/Kolkata').map(
      (label) => label.text,
    );
    expect(texts.every((text) => text.endsWith(':00'))).toBe(true);
  });

  test('ticks lie within any range, ascending', () => {
    const from = fc.integer({ min: 0, max: 4e12 });
    fc.assert(
      fc.property(from, fc.integer({ min: 1, max: 1e12 }), (start, span) => {
        const range = { from: start, to: start + span };
        const ticks = timeTicks(range, 8, 'America/New_York');
        expect([...ticks].sort((a, b) => a - b)).toEqual(ticks);
        for (const tick of ticks) expect(tick >= range.from && tick <= range.to).toBe(true);
      }),
    );
  });

  test('a range without a width, or absurd, has no ticks', () => {
    expect(timeTicks({ from: 5, to: 5 }, 8, 'utc')).toEqual([]);
    expect(timeTicks({ from: 0, to: Infinity }, 8, 'utc')).toEqual([]);
  });
});
