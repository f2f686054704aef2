import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { otherName, toEntries } from './entries.ts';
import { calendarGrid, timeGrid } from './grid.ts';
import { options } from './options.ts';
import { cellsByShade, shadeColors, shadeCount, shadeScale } from './shades.ts';

const minute = 60_000;
const start = Date.UTC(2026, 10, 22, 11);

const frame = (times: number[], columns: Record<string, unknown[]>): Frame => ({
  fields: [
    fieldFromValues({ name: 't', type: 'time' }, times),
    ...Object.entries(columns).map(([name, values]) =>
      fieldFromValues(
        { name, type: values.some((one) => typeof one === 'string') ? 'string' : 'number' },
        values,
      ),
    ),
  ],
  length: times.length,
});
const entriesOf = (one: Frame, given: Record<string, unknown> = {}, fields = {}) => {
  const entries = toEntries([one], withDefaults(options, given), fields);
  if (entries === undefined) throw new Error('no entries');
  return entries;
};
const rowNames = (one: Frame, given = {}) => entriesOf(one, given).rows.map(({ name }) => name);
const hour = { from: start, to: start + 60 * minute };

test('texts are rows in their order, by name or by size; what is beyond the limit is one', () => {
  const data = frame([0, 1, 2, 3], { host: ['b', 'a', 'c', 'd'], n: [1, 5, 3, 2] });

  expect(rowNames(data)).toEqual(['b', 'a', 'c', 'd']);
  expect(rowNames(data, { sort: 'name' })).toEqual(['a', 'b', 'c', 'd']);
  expect(rowNames(data, { sort: 'value' })).toEqual(['a', 'c', 'd', 'b']);
  const cut = entriesOf(data, { maxRows: 3, sort: 'value' });
  expect([cut.merged, cut.rows.map(({ name }) => name)]).toEqual([2, ['a', 'c', otherName]]);
  expect([...cut.rowOf]).toEqual([2, 0, 1, 2]);
  expect(cut.rows[0]?.filters).toEqual([{ field: 'host', op: '=', value: 'a' }]);
});

test('buckets ascend, whatever their order in the rows, and end where the next begins', () => {
  const data = frame([0, 0, 0], { bucket: [20, 0, 10], n: [1, 2, 3] });
  const { rows, rowOf, isBucketed } = entriesOf(data);

  expect(isBucketed).toBe(true);
  expect(rows.map(({ low, high }) => [low, high])).toEqual([
    [0, 10],
    [10, 20],
    [20, 30],
  ]);
  expect([...rowOf]).toEqual([2, 0, 1]);
});

test('without texts every number field is a row, with its label', () => {
  const { rows } = entriesOf(frame([0, 1], { a: [1, 2], b: [3, 4] }), {}, { b: { label: 'Beta' } });
  expect(rows.map(({ label }) => label)).toEqual(['a', 'Beta']);
});

test('a column is as wide as the times are apart, and several amounts of a cell become one', () => {
  const times = [start, start + 10 * minute, start + 10 * minute];
  const entries = entriesOf(frame(times, { n: [1, 2, 4] }));
  const request = { range: hour, stepMs: 0, maxColumns: 600 };

  const grid = timeGrid(entries, request, 'sum');
  expect(grid.columns).toBe(6);
  expect([...grid.values].slice(0, 3)).toEqual([1, 6, NaN]);
  expect(grid.intervalOf(1, 0)).toEqual({ from: start + 10 * minute, to: start + 20 * minute });
  expect(timeGrid(entries, request, 'mean').values[1]).toBe(3);
  expect(timeGrid(entries, request, 'max').values[1]).toBe(4);
});

test('columns thinner than a pixel are combined', () => {
  const times = Array.from({ length: 3600 }, (_, i) => start + i * 1000);
  const entries = entriesOf(frame(times, { n: times.map(() => 1) }));
  const grid = timeGrid(entries, { range: hour, stepMs: 0, maxColumns: 100 }, 'sum');
  expect(grid.columns).toBeLessThanOrEqual(101);
  expect(grid.values.reduce((sum, value) => sum + value)).toBe(3600);
});

test('a calendar has weeks from Monday, and days by the clocks of the time zone', () => {
  // A Sunday evening in Berlin, and the Monday that begins an hour later there.
  const times = [Date.UTC(2026, 10, 22, 22, 30), Date.UTC(2026, 10, 22, 23, 30)];
  const entries = entriesOf(frame(times, { n: [1, 2] }));
  const range = { from: Date.UTC(2026, 10, 16), to: Date.UTC(2026, 10, 29) };

  const berlin = calendarGrid(entries, { range, timeZone: 'Europe/Berlin' }, 'sum');
  expect([berlin.columns, berlin.rows]).toEqual([2, 7]);
  expect([berlin.values[6 * 2 + 0], berlin.values[0 * 2 + 1]]).toEqual([1, 2]);
  const utc = calendarGrid(entries, { range, timeZone: 'utc' }, 'sum');
  expect(utc.values[6 * 2 + 0]).toBe(3);
});

test('a day of a clock change is as long as it is', () => {
  const entries = entriesOf(frame([Date.UTC(2026, 2, 29, 12)], { n: [1] }));
  const range = { from: Date.UTC(2026, 2, 23), to: Date.UTC(2026, 3, 1) };
  const { intervalOf } = calendarGrid(entries, { range, timeZone: 'Europe/Berlin' }, 'sum');
  const { from, to } = intervalOf(0, 6);
  expect((to - from) / 3_600_000).toBe(23);
});

test('shades run from zero to the largest amount, on a log scale from the smallest above zero', () => {
  const last = shadeCount - 1;
  const linear = shadeScale(Float64Array.of(0, 50, 100, NaN), { isLog: false });
  expect([0, 50, 100, NaN, 200].map(linear.shadeOf)).toEqual([0, 24, last, -1, last]);
  const log = shadeScale(Float64Array.of(0, 1, 10, 100), { isLog: true });
  expect([log.domain, [0, 1, 10, 100].map(log.shadeOf)]).toEqual([
    [1, 100],
    [-1, 0, 24, last],
  ]);
  expect(shadeScale(Float64Array.of(7), { isLog: false, min: 5, max: 10 }).domain).toEqual([5, 10]);
  // Half of the least number there is, is nothing.
  expect(shadeScale(Float64Array.of(5e-324), { isLog: false }).shadeOf(5e-324)).toBe(last);
});

test('a midpoint lies in the middle of the shades, and as far below is as strong as above', () => {
  const last = shadeCount - 1;
  const linear = shadeScale(Float64Array.of(-10, 0, 40), { isLog: false, midpoint: 0 });
  expect(linear.domain).toEqual([-40, 40]);
  expect([-40, 0, 40].map(linear.shadeOf)).toEqual([0, 24, last]);
  const log = shadeScale(Float64Array.of(5, 10, 1000), { isLog: true, midpoint: 10 });
  expect(log.domain).toEqual([0.1, 1000]);
  expect(shadeScale(Float64Array.of(5, 10), { isLog: true, midpoint: 0 }).isLog).toBe(false);
});

test('there is a colour for each shade, from the first step of the theme to the last', () => {
  const colors = shadeColors(['#ffffff', '#808080', '#000000']);
  expect([colors.length, colors[0], colors.at(-1)]).toEqual([
    shadeCount,
    'rgb(255, 255, 255)',
    'rgb(0, 0, 0)',
  ]);
});

test('every cell with an amount has one shade, whatever the amounts', () => {
  const amount = fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constant(NaN));
  fc.assert(
    fc.property(fc.array(amount), (amounts) => {
      const values = Float64Array.from(amounts);
      const cells = cellsByShade(values, shadeScale(values, { isLog: false })).flat();
      const known = amounts.flatMap((one, i) => (Number.isNaN(one) ? [] : [i]));
      expect(cells.sort((a, b) => a - b)).toEqual(known);
    }),
  );
});

test('amounts within the range are all in the grid, and sums are kept', () => {
  const times = fc.array(fc.integer({ min: 0, max: 60 * minute - 1 }), { minLength: 1 });
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 500 }), (offsets, maxColumns) => {
      const at = offsets.map((offset) => start + offset);
      const entries = entriesOf(frame(at, { n: at.map(() => 1) }));
      const grid = timeGrid(entries, { range: hour, stepMs: 0, maxColumns }, 'sum');
      const sum = grid.values.reduce((all, value) => all + (Number.isNaN(value) ? 0 : value), 0);
      expect(sum).toBe(offsets.length);
      expect(grid.columns).toBeLessThanOrEqual(maxColumns + 2);
      expect(grid.intervalOf(0, 0).from).toBeLessThanOrEqual(start);
    }),
  );
});

test('the rest never takes the name of a row', () => {
  const data = frame([0, 1, 2], { host: ['other', 'a', 'b'], n: [9, 2, 1] });
  expect(rowNames(data, { maxRows: 2 })).toEqual(['other', 'other (2)']);
});
