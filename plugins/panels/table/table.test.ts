import { fieldFromValues, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellBar, cellColor, cellText, toColumns } from './columns.ts';
import { movePlace } from './keys.ts';
import { linkFor } from './link.ts';
import { nextSort, parseSort, sortRows, visibleRows } from './rows.ts';

const frame: Frame = {
  fields: [
    fieldFromValues({ name: 'page', type: 'string' }, ['/b', '/a', '/a10', null]),
    fieldFromValues({ name: 'views', type: 'number' }, [3, null, -1, 10]),
    fieldFromValues({ name: 'at', type: 'time' }, [0, 1, 2, 3]),
  ],
  length: 4,
};
const columns = (fields = {}, width = 0) => toColumns({ frame, fields, timeZone: 'utc', width });

test('rows are sorted both ways, what is missing always comes last', () => {
  expect([...sortRows(frame, parseSort('views'))]).toEqual([2, 0, 3, 1]);
  expect([...sortRows(frame, parseSort('-views'))]).toEqual([3, 0, 2, 1]);
  expect([...sortRows(frame, parseSort('page'))]).toEqual([1, 2, 0, 3]);
  expect([...sortRows(frame, parseSort('nothing'))]).toEqual([0, 1, 2, 3]);
});

test('sorting is stable and loses no row', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 3 }))), (values) => {
      const one: Frame = {
        fields: [fieldFromValues({ name: 'n', type: 'number' }, values)],
        length: values.length,
      };
      const order = [...sortRows(one, { field: 'n', direction: 'up' })];
      expect([...order].sort((a, b) => a - b)).toEqual(values.map((_, i) => i));
      for (let i = 1; i < order.length; i++) {
        const [a, b] = [order[i - 1] ?? 0, order[i] ?? 0];
        if (values[a] === values[b]) expect(a).toBeLessThan(b);
      }
    }),
  );
});

test('a head sorts numbers down first, texts up first, and the third click takes it off', () => {
  const once = nextSort(undefined, 'views', true);
  const twice = nextSort(once, 'views', true);

  expect([once?.direction, twice?.direction, nextSort(twice, 'views', true)]).toEqual([
    'down',
    'up',
    undefined,
  ]);
  expect(nextSort(once, 'page', false)).toEqual({ field: 'page', direction: 'up' });
});

test('only rows in view and a few around them are drawn', () => {
  const { start, end } = visibleRows({
    scrollTop: 28_000,
    height: 280,
    rowHeight: 28,
    count: 1_000_000,
  });

  expect([start, end]).toEqual([992, 1018]);
  expect(visibleRows({ scrollTop: 5000, height: 280, rowHeight: 28, count: 3 })).toEqual({
    start: 3,
    end: 3,
  });
});

test('cells show values in their unit, nulls as a dash or as told', () => {
  const [page, views, at] = columns({ views: { unit: 'ms', noValue: 'none' } });

  expect(cellText(page!, 3, 'utc')).toBe('–');
  expect([0, 1].map((row) => cellText(views!, row, 'utc'))).toEqual(['3 ms', 'none']);
  expect(cellText(at!, 0, 'utc')).toContain('1970');
});

test('a bar starts at zero and goes left for negative numbers', () => {
  const views = columns()[1]!;

  expect(cellBar(views, 3)).toEqual({ start: 1 / 11, length: 10 / 11 });
  expect(cellBar(views, 2)).toEqual({ start: 0, length: 1 / 11 });
  expect(cellBar(views, 1)).toBeUndefined();
});

test('a threshold colours the cell', () => {
  const views = columns({ views: { thresholds: [{ at: 5, color: 'crit' }] } })[1]!;

  expect([cellColor(views, 3), cellColor(views, 0)]).toEqual(['crit', undefined]);
});

test('a bar has room beside its number only where that pushes no column out', () => {
  const widths = (width: number) =>
    columns({ views: { cell: 'bar' } }, width).map((column) => column.width);
  const sum = (some: readonly number[]) => some.reduce((total, one) => total + one, 0);
  const narrow = sum(widths(0));
  expect(widths(0)).toEqual(columns({}, 0).map((column) => column.width));
  expect(sum(widths(narrow + 30))).toBeCloseTo(narrow + 30);
  expect(widths(narrow + 30)[0]).toBe(widths(0)[0]);
});

test('columns fill the width; fixed ones stay, hidden ones are gone', () => {
  const wide = columns({ views: { width: 100 }, at: { hide: true } }, 1000);

  expect(wide.map(({ name }) => name)).toEqual(['page', 'views']);
  expect(wide.map(({ width }) => Math.round(width))).toEqual([900, 100]);
});

test.each([
  'javascript:alert(1)',
  'data:text/html,x',
  '//evil.example',
  '/\\evil',
  ' https://x',
  'https:///x',
  'vbscript:x',
  'ja\nvascript:alert(1)',
])('a link to %j is not made', (template) => expect(linkFor(template, frame, 0)).toBeUndefined());

test('values in a link are encoded', () => {
  expect(linkFor('/d/page?var-page={page}', frame, 0)).toBe('/d/page?var-page=%2Fb');
  expect(linkFor('{page}', frame, 0)).toBeUndefined();
  expect(linkFor('https://example.org/{page}', frame, 3)).toBe('https://example.org/');
});

test('keys never leave the table', () => {
  const extent = { rows: 4, columns: 3, page: 2, hasHeader: true };
  const keys = fc.constantFrom(
    'ArrowDown',
    'ArrowUp',
    'ArrowLeft',
    'ArrowRight',
    'PageDown',
    'PageUp',
    'Home',
    'End',
  );
  fc.assert(
    fc.property(fc.array(keys), (pressed) => {
      const place = pressed.reduce((at, key) => movePlace(at, key, extent)!, { row: 0, column: 0 });
      expect(place.row).toBeGreaterThanOrEqual(-1);
      expect(place.row).toBeLessThan(4);
      expect(place.column).toBeGreaterThanOrEqual(0);
      expect(place.column).toBeLessThan(3);
    }),
  );
  expect(movePlace({ row: 0, column: 0 }, 'x', extent)).toBeUndefined();
});

test('times that are all midnight are shown as dates', () => {
  const daily: Frame = {
    fields: [fieldFromValues({ name: 'day', type: 'time' }, [0, 86_400_000])],
    length: 2,
  };
  const [day] = toColumns({ frame: daily, fields: {}, timeZone: 'America/New_York', width: 0 });

  expect(cellText(day!, 1, 'America/New_York')).toBe('1970-01-02');
});

test('a cell says what its value means, in the colour of that', () => {
  const mappings = [
    { special: 'null', text: 'nobody' },
    { from: 0, to: 5, text: 'few', color: 'warn' },
  ];
  const [, views] = columns({ views: { mappings, thresholds: [{ at: 6, color: 'ok' }] } });
  const rows = [0, 1, 2, 3];
  expect(rows.map((row) => cellText(views!, row, 'utc'))).toEqual(['few', 'nobody', '−1', '10']);
  expect(rows.map((row) => cellColor(views!, row))).toEqual(['warn', undefined, undefined, 'ok']);
});

test('rules by type, expression and query reach a column', () => {
  const rules = {
    'type:number': { unit: 'ms' },
    '/^vi/': { label: 'Views' },
    'query:q': { noValue: 'x' },
  };
  const [, views] = toColumns({
    ...{ frame: { ...frame, query: 'q' }, fields: rules, timeZone: 'utc', width: 0 },
  });
  expect([views?.config.unit, views?.label, cellText(views!, 1, 'utc')]).toEqual([
    'ms',
    'Views',
    'x',
  ]);
});

test('a text gives up what the numbers lack, as long as all columns then have room', () => {
  const long: Frame = {
    fields: [
      fieldFromValues({ name: 'name', type: 'string' }, ['x'.repeat(60)]),
      fieldFromValues({ name: 'count', type: 'number' }, [123456]),
    ],
    length: 1,
  };
  const widthsAt = (width: number) =>
    toColumns({ frame: long, fields: {}, timeZone: 'utc', width }).map((column) => column.width);
  const [natural = 0, count = 0] = widthsAt(0);
  expect(widthsAt(natural + count - 40)).toEqual([natural - 40, count]);
  expect(widthsAt(96 + count)).toEqual([96, count]);
  // Where that is not enough, the table scrolls: a text ends with the panel.
  expect(widthsAt(95 + count)).toEqual([95 + count, count]);
  expect(widthsAt(60)).toEqual([96, count]);
});

test('an id beyond 2^53 is shown, and led to, with all its digits; an amount as its unit says', () => {
  const values = Float64Array.of(2 ** 53);
  const exact = { of: values, integers: BigUint64Array.of(9007199254740993n) };
  const big: Frame = { fields: [{ name: 'id', type: 'number', values, exact }], length: 1 };
  const textOf = (unit?: string) => {
    const fields = unit === undefined ? {} : { id: { unit } };
    const [column] = toColumns({ frame: big, fields, timeZone: 'utc', width: 0 });
    return cellText(column!, 0, 'utc');
  };
  expect(textOf()).toBe('9007199254740993');
  expect(textOf('bytes')).toMatch(/PB|PiB/);
  expect(linkFor('/user/{id}', big, 0)).toBe('/user/9007199254740993');
});
