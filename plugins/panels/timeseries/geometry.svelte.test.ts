import { frameFromRows, toSeries, withDefaults } from '@heliostat/sdk';
import { testTheme } from '@heliostat/sdk/testing/panel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateColumns, columnStarts, decimate } from './decimate.ts';
import { fillZero } from './fill-zero.ts';
import { endLabelWidth } from './labels.ts';
import { textWidth } from './layout.ts';
import { legendSize, valueWidths } from './legend.ts';
import { styleSeries, toMarks, type Style } from './marks.ts';
import { options, type Fields } from './options.ts';
import { barSlot } from './paint-bars.ts';
import { extentOf, Extents, nearestPoint, visibleSpan } from './points.ts';
import { gapPolicy, runsOf, typicalStep } from './runs.ts';
import { zoomRange } from './selection.ts';
import { stackValues } from './stack.ts';
import { statisticOf } from './statistics.ts';
import { pixelToTime, slideRange, timeScale, timeToPixel } from './time-scale.ts';
import { pixelMap, pixelToValue, valueScale, valueToPixel } from './value-scale.ts';

const sample = fc.oneof(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.constant(NaN));
const samples = fc.array(sample, { minLength: 1, maxLength: 300 }).map((v) => Float64Array.from(v));
const steps = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 300 });

function toTimes(gaps: readonly number[]): Float64Array {
  let time = 1000;
  return Float64Array.from(gaps, (gap) => (time += gap));
}

const all = (values: Float64Array) => ({ start: 0, end: values.length });
const visible = (values: Float64Array) => ({
  span: all(values),
  extents: new Extents(all(values)),
});

describe('M4 decimation', () => {
  test('every column keeps the first, smallest, largest and last of its finite points', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 60 }), (gaps, count) => {
        const times = toTimes(gaps);
        const values = Float64Array.from(times, (time) =>
          time % 7 === 0 ? NaN : time % 11 === 0 ? Infinity : (time * 37) % 101,
        );
        const from = times[0]!;
        const columnMs = (times.at(-1)! - from + 1) / count;
        const starts = columnStarts(times, all(values), { from, columnMs, count });
        const columns = decimate(values, starts, allocateColumns(count));
        for (let c = 0; c < count; c++) {
          const inside = [...values.keys()].filter(
            (i) => times[i]! >= from + c * columnMs && times[i]! < from + (c + 1) * columnMs,
          );
          const raw = inside.map((i) => values[i]!).filter((value) => Number.isFinite(value));
          expect(columns.min[c]).toBe(raw.length === 0 ? NaN : Math.min(...raw));
          expect(columns.max[c]).toBe(raw.length === 0 ? NaN : Math.max(...raw));
          expect(columns.first[c]).toBe(raw[0] ?? NaN);
          expect(columns.last[c]).toBe(raw.at(-1) ?? NaN);
        }
      }),
    );
  });
});

describe('points', () => {
  test('the extent is that of the finite values', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const finite = [...values].filter(Number.isFinite);
        const expected =
          finite.length === 0 ? undefined : { min: Math.min(...finite), max: Math.max(...finite) };
        expect(extentOf(values, all(values))).toEqual(expected);
      }),
    );
    expect(extentOf(Float64Array.of(Infinity, 2, -Infinity), { start: 0, end: 3 })).toEqual({
      min: 2,
      max: 2,
    });
  });

  test('the nearest point is the nearest one', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 20_000 }), (gaps, time) => {
        const times = toTimes(gaps);
        const distance = Math.abs(times[nearestPoint(times, time)]! - time);
        expect(distance).toBe(Math.min(...times.map((one) => Math.abs(one - time))));
      }),
    );
    expect(nearestPoint(new Float64Array(0), 5)).toBe(-1);
  });

  test('what is visible is the range and one neighbour on each side', () => {
    const times = Float64Array.of(10, 20, 30, 40, 50);
    expect(visibleSpan(times, { from: 25, to: 35 })).toEqual({ start: 1, end: 4 });
    expect(visibleSpan(times, { from: 20, to: 40 })).toEqual({ start: 0, end: 5 });
    expect(visibleSpan(times, { from: 90, to: 99 })).toEqual({ start: 4, end: 5 });
  });
});

describe('gaps', () => {
  const times = Float64Array.of(0, 10, 20, 30, 60, 70);
  const values = Float64Array.of(1, 2, NaN, 3, 4, 5);
  const series = { times, values, sparse: false };
  const runs = (gaps: 'break' | 'bridge', bridgeSteps = 0, sparse = false) =>
    runsOf(
      { ...series, sparse },
      all(values),
      gapPolicy({ gaps, bridgeSteps }, { ...series, sparse }, 10),
    );

  test('a line breaks at a missing value and at a missing bucket', () => {
    expect(runs('break')).toEqual([
      { start: 0, end: 2 },
      { start: 3, end: 4 },
      { start: 4, end: 6 },
    ]);
  });

  test('bridged gaps up to a number of steps, or all', () => {
    expect(runs('bridge')).toEqual([{ start: 0, end: 6 }]);
    expect(runs('bridge', 2)).toEqual([
      { start: 0, end: 4 },
      { start: 4, end: 6 },
    ]);
  });

  test('a series without a rhythm is not broken by the points of others', () => {
    const irregular = Float64Array.of(0, 1, 50, 51, 400, 402, 1900);
    const sparse = {
      times: irregular,
      values: Float64Array.of(1, NaN, 2, NaN, 3, NaN, 4),
      sparse: true,
    };
    const policy = gapPolicy({ gaps: 'break', bridgeSteps: 0 }, sparse, 1);
    expect(typicalStep(sparse)).toBe(0);
    expect(runsOf(sparse, { start: 0, end: 7 }, policy)).toHaveLength(1);
  });

  test('every finite value is in exactly one run', () => {
    fc.assert(
      fc.property(samples, fc.boolean(), (given, sparse) => {
        const one = { times: Float64Array.from(given, (_, i) => i * 10), values: given, sparse };
        const found = runsOf(
          one,
          all(given),
          gapPolicy({ gaps: 'break', bridgeSteps: 0 }, one, 10),
        );
        const inRuns = found
          .flatMap(({ start, end }) => [...given.subarray(start, end)])
          .filter(Number.isFinite);
        expect(inRuns).toEqual([...given].filter(Number.isFinite));
      }),
    );
  });

  test('filled with zero, the line falls one step behind the last bucket and rises one ahead', () => {
    const set = fillZero(
      {
        times: Float64Array.of(0, 10, 50),
        series: [{ name: 'a', field: 'a', labels: {}, values: Float64Array.of(5, NaN, 7) }],
        omitted: 0,
        sparse: false,
      },
      10,
    );
    expect([...set.times]).toEqual([0, 10, 20, 40, 50]);
    expect([...set.series[0]!.values]).toEqual([5, 0, 0, 0, 7]);
  });
});

describe('stacks', () => {
  const column = fc.array(sample, { minLength: 5, maxLength: 5 }).map((v) => Float64Array.from(v));

  test('a layer is as thick as its value, and layers of one sign do not overlap', () => {
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 6 }), (columns) => {
        const layers = stackValues(columns);
        layers.forEach(({ base, top }, layer) =>
          columns[layer]!.forEach((value, i) => {
            if (Number.isNaN(value)) expect(top[i]).toBeNaN();
            else expect(top[i]! - base[i]!).toBeCloseTo(value, 3);
          }),
        );
      }),
    );
  });

  test('shares add up to one', () => {
    const layers = stackValues([Float64Array.of(1, 0), Float64Array.of(3, 0)], true);
    expect([...layers[1]!.top]).toEqual([1, 0]);
    expect(layers[0]!.top[0]).toBe(0.25);
  });
});

describe('scales', () => {
  const bound = fc.double({ noNaN: true, min: -1e9, max: 1e9 });

  test('a value scale shows its extent, ends apart, ticks inside', () => {
    fc.assert(
      fc.property(
        bound,
        bound,
        fc.constantFrom('linear' as const, 'symlog' as const),
        (a, b, kind) => {
          const extent = { min: Math.min(a, b), max: Math.max(a, b) };
          const scale = valueScale({ kind, extent, needsZero: false, tickCount: 5, height: 200 });
          expect(scale.low).toBeLessThanOrEqual(extent.min);
          expect(scale.high).toBeGreaterThanOrEqual(extent.max);
          expect(scale.high).toBeGreaterThan(scale.low);
          for (const tick of scale.ticks)
            expect(tick >= scale.low && tick <= scale.high).toBe(true);
        },
      ),
    );
  });

  test('fixed ends win over values, soft ones give way', () => {
    const request = {
      kind: 'linear' as const,
      extent: { min: 10, max: 20 },
      needsZero: false,
      tickCount: 5,
      height: 200,
    };
    expect(valueScale({ ...request, min: 12, max: 15 })).toMatchObject({ low: 12, high: 15 });
    expect(valueScale({ ...request, softMin: 0, softMax: 15 })).toMatchObject({ low: 0, high: 20 });
    expect(valueScale({ ...request, needsZero: true }).low).toBe(0);
  });

  test('a log scale has powers of ten and no place for zero', () => {
    const scale = valueScale({
      kind: 'log',
      extent: { min: 3, max: 4000 },
      needsZero: false,
      tickCount: 6,
      height: 200,
    });
    expect(scale).toMatchObject({ low: 1, high: 10_000 });
    expect(valueToPixel(pixelMap(scale, 0, 100), 0)).toBeNaN();
    expect(valueToPixel(pixelMap(scale, 0, 100), 100)).toBeCloseTo(50);
  });

  test.each(['linear', 'log', 'symlog'] as const)('pixels and values are inverse: %s', (kind) => {
    const scale = valueScale({
      kind,
      extent: { min: 2, max: 5000 },
      needsZero: false,
      tickCount: 5,
      height: 200,
    });
    const box = { top: 8, height: 200 };
    for (const value of [3, 70, 4000]) {
      const pixel = valueToPixel(pixelMap(scale, box.top, box.height), value);
      expect(pixelToValue(scale, pixel, box)).toBeCloseTo(value, 6);
    }
  });

  test('labels of a symlog scale stand apart, zero and the largest powers among them', () => {
    const extent = { min: -1000, max: 1000 };
    const request = { kind: 'symlog' as const, extent, needsZero: false, tickCount: 5 };
    const scale = valueScale({ ...request, height: 100 });
    expect(scale.ticks).toEqual(expect.arrayContaining([-1000, 0, 1000]));
    const places = scale.ticks.map((tick) => valueToPixel(pixelMap(scale, 0, 100), tick));
    for (let i = 1; i < places.length; i++)
      expect(places[i - 1]! - places[i]!).toBeGreaterThanOrEqual(16);
  });

  test('pixels and times are inverse', () => {
    const scale = timeScale({ from: 1_700_000_000_000, to: 1_700_000_900_000 }, 40, 500);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900_000 }), (offset) => {
        const time = scale.from + offset;
        expect(pixelToTime(scale, timeToPixel(scale, time))).toBeCloseTo(time, 2);
      }),
    );
  });

  test('a live range keeps its length and moves by whole columns', () => {
    const range = { from: 0, to: 60_000 };
    const a = slideRange(range, 1_000_010, 600);
    const b = slideRange(range, 1_000_090, 600);
    expect(a).toEqual(b);
    expect(a.to - a.from).toBe(60_000);
    expect(slideRange(range, 1_000_110, 600).to - a.to).toBe(100);
  });
});

test('statistics leave out what is missing', () => {
  const values = Float64Array.of(4, NaN, 2, Infinity, NaN);
  const of = (statistic: 'last' | 'min' | 'max' | 'mean') =>
    statisticOf(values, visible(values), statistic);
  expect([of('last'), of('min'), of('max'), of('mean')]).toEqual([2, 2, 4, 3]);
  const none = Float64Array.of(NaN);
  expect(statisticOf(none, visible(none), 'mean')).toBeNull();
});

test('bars lie within their bucket and beside one another', () => {
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, min: 1, max: 200 }),
      fc.integer({ min: 1, max: 8 }),
      (bucket, count) => {
        const slots = Array.from({ length: count }, (_, i) => barSlot(bucket, i, count));
        for (const slot of slots)
          expect(slot.offset + slot.width).toBeLessThanOrEqual(bucket + 1e-9);
        const isBeside = slots.length > 1 && slots[1]!.offset > slots[0]!.offset;
        if (isBeside) expect(slots[1]!.offset).toBeCloseTo(slots[0]!.offset + slots[0]!.width);
      },
    ),
  );
});

test('a legend at the right has room for names beside wide values', () => {
  const place = { panel: { width: 800, height: 240 }, place: 'right', line: 24 } as const;
  const plain = legendSize(['page_view'], [30, 30], place).width;
  expect(legendSize(['page_view'], [60, 60], place).width - plain).toBe(2 * (60 + 6 - 46));
});

test('a value has the room that the legend gives each of its letters, that of a digit', () => {
  const style = { field: { unit: 'ms' } } as Style;
  const [room = 0] = valueWidths([style], 2);
  expect(room).toBeCloseTo('889 ms'.length * 6.6);
  expect(room).toBeGreaterThan(textWidth('889 ms'));
});

test('a legend below reserves the lines that its entries take', () => {
  const campaigns = ['bank-switch', 'city-flights', 'electric-car', 'indie-game'];
  const all = [...campaigns, 'language-app', 'meal-kits', 'phone-x2', 'spring-shoes'];
  const lines = (labels: readonly string[], width: number) =>
    legendSize(labels, [44], { panel: { width, height: 400 }, place: 'bottom', line: 1 }).height;
  // As Chromium wraps them, with values like €12.44.
  expect(lines(all, 600)).toBe(2);
  expect(lines([...all, ...campaigns.map((name) => `${name} before`)], 642)).toBe(4);
});

test('a legend takes at most two fifths, and none of a small panel', () => {
  const labels = Array.from({ length: 100 }, (_, i) => `web-${i}`);
  expect(
    legendSize(labels, [30], { panel: { width: 600, height: 240 }, place: 'bottom', line: 24 })
      .height,
  ).toBeLessThanOrEqual(96);
  expect(
    legendSize(labels, [30], { panel: { width: 600, height: 240 }, place: 'right', line: 24 })
      .width,
  ).toBeLessThanOrEqual(240);
  expect(
    legendSize(labels, [30], { panel: { width: 390, height: 240 }, place: 'right', line: 24 })
      .place,
  ).toBe('bottom');
  expect(
    legendSize(labels, [30], { panel: { width: 100, height: 60 }, place: 'bottom', line: 24 })
      .place,
  ).toBe('off');
  expect(textWidth('100')).toBeGreaterThan(textWidth('1'));
});

describe('selections', () => {
  const range = { from: 1_000_000, to: 2_000_000 };

  test('a zoom keeps the time under the pointer where it is', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: 0, max: 1 }),
        fc.double({ noNaN: true, min: 0.1, max: 10 }),
        (share, factor) => {
          const at = range.from + share * 1_000_000;
          const zoomed = zoomRange(range, at, factor);
          expect(zoomed.to - zoomed.from).toBeCloseTo(1_000_000 * factor, 3);
          expect((at - zoomed.from) / (zoomed.to - zoomed.from)).toBeCloseTo(share, 6);
        },
      ),
    );
  });

  test('a zoom neither vanishes nor leaves what a date can say', () => {
    const closest = zoomRange(range, range.from, 1e-12);
    expect(closest.to - closest.from).toBe(10);
    const farthest = zoomRange(range, range.from, 1e12);
    expect(Number.isNaN(new Date(farthest.from).getTime() + new Date(farthest.to).getTime())).toBe(
      false,
    );
  });
});

describe('looks of series', () => {
  const columns = [
    { name: 't', type: 'time' },
    { name: 'events', type: 'number' },
    { name: 'events before', type: 'number' },
    { name: 'errors', type: 'number' },
  ] as const;
  const rows = [
    { t: 0, events: 1, 'events before': 4, errors: 2 },
    { t: 1, events: 3, 'events before': 5, errors: 2 },
  ];
  const frame = { ...frameFromRows(rows, columns), query: 'counts' };
  const styled = (fields: Fields, given = {}) => {
    const set = toSeries([frame], { compared: true });
    const drawn = withDefaults(options, given);
    const colorOf = (name: string) => `color of ${name}`;
    return toMarks(
      styleSeries(set, { options: drawn, fields, theme: testTheme, colorOf }),
      new Set(),
      drawn,
    );
  };

  test('what a series was before is a thin dashed line in its colour, under its rules', () => {
    const marks = styled({ events: { label: 'Events', unit: 'ms' } }, { draw: 'area' });
    const looks = marks.map(({ label, color, draw, dash, field }) => [
      label,
      color,
      draw,
      dash.length > 0,
      field.unit,
    ]);
    expect(looks).toEqual([
      ['Events', 'color of events', 'area', false, 'ms'],
      ['errors', 'color of errors', 'area', false, undefined],
      ['Events before', 'color of events', 'lines', true, 'ms'],
    ]);
  });

  test('names stand at the ends of lines unless numbers of a right axis do', () => {
    expect(endLabelWidth(styled({}), 800)).toBeGreaterThan(0);
    expect(endLabelWidth(styled({ errors: { axis: 'right' } }), 800)).toBe(0);
  });

  test('what was before is stacked on its own, not on what is', () => {
    const tops = styled({}, { stack: 'normal' }).map(({ name, top }) => [name, [...top]]);
    expect(tops).toEqual([
      ['events', [1, 3]],
      ['errors', [3, 5]],
      ['events before', [4, 5]],
    ]);
  });

  test('rules by type, query and expression reach a series', () => {
    const marks = styled({
      'type:number': { unit: 's' },
      'query:counts': { decimals: 2 },
      '/^err/': { color: 'crit' },
    });
    expect(marks.map(({ field }) => [field.unit, field.decimals])).toEqual(
      marks.map(() => ['s', 2]),
    );
    expect(marks[1]?.color).toBe(testTheme.crit);
  });
});
