import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toEntries } from './entries.ts';
import { lineAt, offsetsOf, windowOf, wrappedHeight } from './heights.ts';
import { toHistogram } from './histogram.ts';
import { levelOf } from './levels.ts';
import { options } from './options.ts';
import { rolesOf } from './roles.ts';
import { parseSearch } from './search.ts';
import { keyAt, positionOf, shownLines } from './shown.ts';
import { countNew } from './tail.ts';

type Row = [time: number, level: string | null, message: string];
const frameOf = (rows: Row[]): Frame => ({
  fields: [
    fieldFromValues(
      { name: 'ts', type: 'time' },
      rows.map(([time]) => time),
    ),
    fieldFromValues(
      { name: 'level', type: 'string' },
      rows.map(([, level]) => level),
    ),
    fieldFromValues(
      { name: 'message', type: 'string' },
      rows.map(([, , message]) => message),
    ),
  ],
  length: rows.length,
});
const entriesOf = (frames: Frame[], own: object = {}) =>
  toEntries(frames, withDefaults(options, own), {});
const messages = (entries: ReturnType<typeof entriesOf>) =>
  Array.from({ length: entries.length }, (_, i) => entries.messageAt(i));

describe('entries', () => {
  test('lines of all frames stand newest first, or oldest first, ties as they came', () => {
    const frames = [
      frameOf([
        [3, 'info', 'c'],
        [1, 'info', 'a'],
        [3, 'info', 'd'],
      ]),
      frameOf([[2, 'error', 'b']]),
    ];
    expect(messages(entriesOf(frames))).toEqual(['d', 'c', 'b', 'a']);
    expect(messages(entriesOf(frames, { order: 'oldest' }))).toEqual(['a', 'b', 'c', 'd']);
  });

  test('any order of rows is a permutation sorted by time', () => {
    const times = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(NaN)));
    fc.assert(
      fc.property(times, (some) => {
        const entries = entriesOf([frameOf(some.map((time, i) => [time, null, `${i}`]))]);
        expect(
          messages(entries)
            .map(Number)
            .sort((a, b) => a - b),
        ).toEqual(some.map((_, i) => i));
        const known = [...entries.times].filter((time) => !Number.isNaN(time));
        expect(known).toEqual([...known].sort((a, b) => b - a));
      }),
    );
  });

  test('levels are sorted by gravity, words that mean the same are one', () => {
    const entries = entriesOf([
      frameOf([
        [4, 'INFO', ''],
        [3, 'Err', ''],
        [2, 'error', ''],
        [1, null, ''],
      ]),
    ]);
    expect(entries.levels.map(({ name }) => name)).toEqual(['error', 'info', 'no level']);
    expect([0, 1, 2, 3].map((i) => entries.levelAt(i))).toEqual([1, 0, 0, 2]);
  });

  test('more words than a legend holds are other', () => {
    const rows = Array.from({ length: 40 }, (_, i): Row => [i, `kind ${i}`, '']);
    const entries = entriesOf([frameOf(rows)]);
    expect(entries.levels.length).toBeLessThanOrEqual(13);
    expect(entries.levels[entries.levelAt(0)]?.name).toBe('other');
  });
});

test('a mapping names and colours a level before its own word does', () => {
  const mappings = [
    { value: 'login_failed', text: 'error' },
    { value: 'odd', color: 'accent' },
  ];
  expect(levelOf('login_failed', { mappings })).toMatchObject({ name: 'error', color: 'crit' });
  expect(levelOf('odd', { mappings })).toMatchObject({ name: 'odd', color: 'accent' });
});

test('the message is the field named so, else the one with the longest texts', () => {
  const { fields } = frameOf([[1, 'info', 'short']]);
  expect(rolesOf({ fields, length: 1 }, {})).toMatchObject({ isNamed: true });
  const text = (name: string, value: string) => fieldFromValues({ name, type: 'string' }, [value]);
  const unnamed = { fields: [text('user', 'u1'), text('what', 'a longer text')], length: 1 };
  expect(rolesOf(unnamed, {}).message?.name).toBe('what');
  expect(rolesOf(unnamed, { message: 'user' }).message?.name).toBe('user');
});

describe('search', () => {
  test('all words must be there, in any field; what is found is marked', () => {
    const search = parseSearch(' Time  db.1 ');
    expect(search?.fits(['timeout', 'db.1'])).toBe(true);
    expect(search?.fits(['timeout', 'db21'])).toBe(false);
    expect(search?.split('a Timeout of db.1')).toEqual([
      { text: 'a ', isFound: false },
      { text: 'Time', isFound: true },
      { text: 'out of ', isFound: false },
      { text: 'db.1', isFound: true },
    ]);
  });

  test('between slashes it is an expression; one that cannot be read says why', () => {
    expect(parseSearch('/t\\d+ms/')?.fits(['took t20ms'])).toBe(true);
    expect(parseSearch('/(/')?.problem).toMatch(/unterminated/i);
    expect(parseSearch('  ')).toBeUndefined();
  });

  test('pieces put together are the line', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (source, line) => {
        const pieces = parseSearch(source)?.split(line) ?? [];
        if (pieces.length > 0) expect(pieces.map(({ text }) => text).join('')).toBe(line);
      }),
    );
  });
});

test('a search hides other lines, but for the neighbours that are asked for', () => {
  const rows = Array.from({ length: 10 }, (_, i): Row => [i, 'info', i === 4 ? 'needle' : 'hay']);
  const entries = entriesOf([frameOf(rows)], { order: 'oldest' });
  const search = parseSearch('needle');
  const alone = shownLines(entries, { search, hidden: [], around: [], context: 2 });
  expect([...alone.positions]).toEqual([4]);
  const shown = shownLines(entries, { search, hidden: [], around: [4], context: 2 });
  expect([...shown.positions]).toEqual([2, 3, 4, 5, 6]);
  expect([shown.found, shown.isContext(4), shown.isContext(3)]).toEqual([1, false, true]);
  expect(shownLines(entries, { search, hidden: [true], around: [], context: 2 }).found).toBe(0);
});

test('a line keeps its key while others come and go', () => {
  const rows: Row[] = [
    [1, null, 'a'],
    [2, null, 'b'],
    [2, null, 'c'],
    [3, null, 'd'],
  ];
  for (const order of ['newest', 'oldest']) {
    const isNewest = order === 'newest';
    const before = entriesOf([frameOf(rows)], { order });
    const after = entriesOf([frameOf([...rows.slice(1), [3, null, 'e'], [4, null, 'f']])], {
      order,
    });
    for (const message of ['b', 'c', 'd']) {
      const key = keyAt(before, messages(before).indexOf(message), isNewest);
      expect(after.messageAt(positionOf(after, key, isNewest))).toBe(message);
    }
    const gone = keyAt(before, messages(before).indexOf('a'), isNewest);
    expect(positionOf(after, gone, isNewest)).toBe(-1);
  }
});

test('new lines are those after the newest that was seen', () => {
  const times = Float64Array.of(5, 4, 3, 2);
  const all = Uint32Array.of(0, 1, 2, 3);
  expect(countNew(times, all, { isNewestFirst: true, newestMs: 3 })).toBe(2);
  expect(countNew(times.toReversed(), all, { isNewestFirst: false, newestMs: 4 })).toBe(1);
  expect(countNew(times, all, { isNewestFirst: true, newestMs: Infinity })).toBe(0);
});

describe('heights', () => {
  test('the window covers what is in sight, and stays small however long the list is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 18, max: 300 }), { minLength: 1, maxLength: 300 }),
        fc.nat(90_000),
        fc.integer({ min: 1, max: 900 }),
        (heights, top, height) => {
          const offsets = offsetsOf(heights.length, (i) => heights[i] ?? 0);
          const { start, end } = windowOf(offsets, { top, height });
          const isSeen = (i: number) => offsets[i]! < top + height && offsets[i + 1]! > top;
          heights.forEach((_, i) => {
            if (isSeen(i)) expect(i >= start && i < end).toBe(true);
          });
          expect(end - start).toBeLessThanOrEqual(Math.ceil(height / 18) + 11);
        },
      ),
    );
  });

  test('an offset is in its line', () => {
    const offsets = offsetsOf(4, () => 10);
    expect([-5, 0, 9, 10, 39, 40, 99].map((at) => lineAt(offsets, at))).toEqual([
      0, 0, 0, 1, 3, 3, 3,
    ]);
  });

  test('a wrapped text is as high as its lines, wide letters count twice, up to a limit', () => {
    expect(wrappedHeight('x'.repeat(10), 80)).toBe(22);
    expect(wrappedHeight('x'.repeat(12), 80)).toBe(40);
    expect(wrappedHeight('文'.repeat(10), 80)).toBe(40);
    expect(wrappedHeight('a\nb', 80)).toBe(40);
    expect(wrappedHeight('seven letters', 80)).toBe(40);
    expect(wrappedHeight('a xxxxxxxxxxxxxx', 80)).toBe(58);
    expect(wrappedHeight('x'.repeat(1e6), 80)).toBe(12 * 18 + 4);
  });
});

test('the histogram counts every line in the range once, and its bars stay in the box', () => {
  const range = { from: 1000, to: 61_000 };
  const line = fc.record({ time: fc.integer({ min: 0, max: 70_000 }), level: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(line), fc.integer({ min: 1, max: 500 }), (lines, width) => {
      const plot = { range, width, height: 40, levels: 3 };
      const { bars, counts, from, stepMs } = toHistogram(lines.length, (i) => lines[i]!, plot);
      const end = from + (counts.length / 3) * stepMs;
      const inside = lines.filter(({ time }) => time >= from && time < end).length;
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(inside);
      for (const bar of bars) {
        expect(bar.x).toBeGreaterThanOrEqual(0);
        expect(bar.x + bar.width).toBeLessThanOrEqual(Math.max(width, bar.x + 1));
        expect(bar.y).toBeGreaterThanOrEqual(-0.001);
        expect(bar.y + bar.height).toBeLessThanOrEqual(40.001);
      }
    }),
  );
});
