import { withDefaults, type FieldConfig } from '@heliostat/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findAnomalies, scoreAt } from './anomalies.ts';
import { toBand } from './band.ts';
import { toBaseline } from './baseline.ts';
import { options } from './options.ts';
import { explain } from './readout.ts';

const hour = 3_600_000;
const defaults = withDefaults(options, {});
const utc = { season: 'auto', timeZone: 'utc' } as const;
const start = Date.UTC(2026, 9, 1);

const timesOf = (length: number, stepMs: number) =>
  Float64Array.from({ length }, (_, i) => start + i * stepMs);

/** Noise between −1 and 1 that is the same in every run. */
const noise = (i: number) => Math.sin(i * 12.9898) * 0.7 + Math.sin(i * 78.233) * 0.3;

/** Ten days by the hour, with more in the afternoon. */
function daily(length = 240): { times: Float64Array; values: Float64Array } {
  const values = Float64Array.from(
    { length },
    (_, i) => 1000 + 800 * Math.sin((2 * Math.PI * (i % 24)) / 24) + 20 * noise(i),
  );
  return { times: timesOf(length, hour), values };
}

const anomaliesOf = (
  series: { times: Float64Array; values: Float64Array },
  own: object = {},
  openFrom = Infinity,
) => {
  const chosen = withDefaults(options, own);
  const baseline = toBaseline(series, { season: chosen.season, timeZone: 'utc' });
  return findAnomalies({ values: series.values, baseline, options: chosen, openFrom });
};

describe('the baseline', () => {
  test('with three days it is the same time of earlier days, with three weeks of weeks', () => {
    expect(toBaseline(daily(), utc).season).toBe('day');
    expect(toBaseline(daily(24 * 22), utc).season).toBe('week');
    expect(toBaseline(daily(24), utc).season).toBe('off');
    expect(toBaseline(daily(24), { ...utc, season: 'day' }).season).toBe('off');
    expect(toBaseline(daily(), { ...utc, season: 'off' }).season).toBe('off');
  });

  test('it knows the season: an ordinary evening is expected, the same value at noon is not', () => {
    const series = daily();
    const baseline = toBaseline(series, utc);
    const six = 24 * 8 + 6;
    expect(baseline.expected[six]).toBeGreaterThan(1600);
    expect(baseline.expected[six + 12]).toBeLessThan(400);
    expect(anomaliesOf(series).filter(({ start: at }) => at >= 24 * 4)).toEqual([]);
    series.values[six] = series.values[six + 12] ?? 0;
    const [found] = anomaliesOf(series);
    expect([found?.start, found?.end]).toEqual([six, six]);
    expect(scoreAt(series.values, baseline, six + 12)).toBeLessThan(3.5);
  });

  test('it is made from earlier points only', () => {
    const series = daily();
    const before = toBaseline(series, utc);
    const changed = { ...series, values: series.values.map((one, i) => (i >= 200 ? 1e6 : one)) };
    const after = toBaseline(changed, utc);
    expect([...after.expected.subarray(0, 201)]).toEqual([...before.expected.subarray(0, 201)]);
  });

  test('without a season it is median and 1.4826 MAD of the points before', () => {
    const values = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
    const { expected, deviation } = toBaseline({ times: timesOf(9, 1000), values }, utc);
    expect([...expected.subarray(0, 8)].every(Number.isNaN)).toBe(true);
    expect(expected[8]).toBe(4.5);
    expect(deviation[8]).toBeCloseTo(1.4826 * 2, 9);
  });

  test('a summer time change moves no slot: the clocks of the zone count', () => {
    const length = 24 * 14;
    const times = Float64Array.from({ length }, (_, i) => Date.UTC(2026, 9, 15) + i * hour);
    // Busy from 9 to 10 in Warsaw, which is one UTC hour later from 25 October on.
    const values = times.map((time, i) => {
      const offset = time < Date.UTC(2026, 9, 25, 1) ? 2 : 1;
      return ((time / hour + offset) % 24 === 9 ? 1000 : 10) + noise(i);
    });
    const baseline = toBaseline({ times, values }, { season: 'day', timeZone: 'Europe/Warsaw' });
    const busy = [...values.keys()].filter((i) => i > length - 48 && (values[i] ?? 0) > 500);
    expect(busy.length).toBe(2);
    const quiet = busy.map((i) => (baseline.expected[i + 3] ?? NaN) < 50);
    expect(quiet).toEqual([true, true]);
  });

  test('any numbers give a deviation above zero wherever something is expected', () => {
    const value = fc.oneof(fc.double(), fc.constant(NaN), fc.constant(7));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 80 }), (some) => {
        const series = { times: timesOf(some.length, 1000), values: Float64Array.from(some) };
        const { expected, deviation } = toBaseline(series, utc);
        expected.forEach((one, i) => {
          if (!Number.isNaN(one)) expect(deviation[i]).toBeGreaterThan(0);
        });
      }),
    );
  });
});

describe('anomalies', () => {
  /** Quiet, with a step up of four points at 40 and a drop at 60. */
  const odd = () => {
    const values = Float64Array.from({ length: 80 }, (_, i) => 100 + noise(i));
    values.set([130, 160, 140, 130], 40);
    values[60] = 20;
    return { times: timesOf(80, 1000), values };
  };

  test('neighbours on one side are one, told by the farthest', () => {
    expect(anomaliesOf(odd())).toEqual([
      { start: 40, end: 43, peak: 41 },
      { start: 60, end: 60, peak: 60 },
    ]);
  });

  test('only the wanted direction counts, and not what is still filling', () => {
    expect(anomaliesOf(odd(), { direction: 'below' })).toEqual([{ start: 60, end: 60, peak: 60 }]);
    expect(anomaliesOf(odd(), {}, 60)).toHaveLength(1);
  });

  test('more sensitivity never finds less', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 20, maxLength: 80 }),
        (some) => {
          const series = { times: timesOf(some.length, 1000), values: Float64Array.from(some) };
          const points = (sensitivity: string) =>
            anomaliesOf(series, { sensitivity }).reduce(
              (sum, { start: a, end }) => sum + end - a + 1,
              0,
            );
          expect(points('high')).toBeGreaterThanOrEqual(points('medium'));
          expect(points('medium')).toBeGreaterThanOrEqual(points('low'));
        },
      ),
    );
  });

  test('it is told what was expected and how far off it was', () => {
    const series = odd();
    const baseline = toBaseline(series, utc);
    const config = { unit: 'ev/s', decimals: 0 };
    const told = {
      ...series,
      name: 'events',
      baseline,
      band: toBand({ values: series.values, baseline, tolerance: 3.5, config }),
      config,
      timeZone: 'utc',
    };
    expect(explain(told, 60)).toMatchObject({
      time: '2026-10-01 00:01:00',
      value: '20 ev/s',
      expected: '100 ev/s',
      off: '80% below',
    });
    expect(explain(told, 60).score).toMatch(/^\d+\.\d × the usual deviation$/);
    // As far below what was expected as above it.
    const reach = 3.5 * (baseline.deviation[60] ?? NaN);
    const ends = [-reach, reach].map(
      (by) => `${Math.round((baseline.expected[60] ?? NaN) + by)} ev/s`,
    );
    expect(explain(told, 60).band).toBe(ends.join(' – '));
    expect(explain(told, 3)).toMatchObject({ expected: undefined, band: '' });
    expect(defaults.sensitivity).toBe('medium');
  });
});

describe('the band stays within what the measure can be', () => {
  const baseline = {
    expected: Float64Array.of(NaN, 10, 10, 90),
    deviation: Float64Array.of(NaN, 1, 10, 10),
    season: 'off' as const,
  };
  const bandOf = (values: readonly number[], config: FieldConfig) => {
    const band = toBand({ values: Float64Array.from(values), baseline, tolerance: 2, config });
    return [[...band.low], [...band.high]];
  };

  test('nothing known is nothing usual; without ends it is as wide below as above', () => {
    expect(bandOf([5, -1, 3, 4], {})).toEqual([
      [NaN, 8, -10, 70],
      [NaN, 12, 30, 110],
    ]);
  });

  test('where no value is below zero, nor is the band', () => {
    expect(bandOf([5, 0, 3, 4], {})[0]).toEqual([NaN, 8, 0, 70]);
    expect(bandOf([NaN, NaN, 3, 4], {})[0]).toEqual([NaN, 8, 0, 70]);
  });

  test('it ends at the ends of its field, but what was expected is in it', () => {
    expect(bandOf([5, -1, 3, 4], { min: 9, max: 100 })).toEqual([
      [NaN, 9, 9, 70],
      [NaN, 12, 30, 100],
    ]);
    expect(bandOf([5, -1, 3, 4], { min: 20, max: 50 })).toEqual([
      [NaN, 10, 10, 70],
      [NaN, 12, 30, 90],
    ]);
  });
});

test('an infinite value is as good as missing: no anomaly', () => {
  const values = Float64Array.from({ length: 60 }, (_, i) => (i === 40 ? Infinity : 10 + noise(i)));
  expect(anomaliesOf({ times: timesOf(60, hour), values })).toEqual([]);
});
