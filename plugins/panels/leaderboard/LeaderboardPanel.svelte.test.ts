import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeText, layoutBoard, movedText, toneOf, trendPath } from './layout.ts';
import { options } from './options.ts';
import { toBoard, type Standing } from './standings.ts';
import panel from './ui.ts';

const table = (rows: Record<string, number>): Frame => ({
  fields: [
    fieldFromValues({ name: 'page', type: 'string' }, Object.keys(rows)),
    fieldFromValues({ name: 'views', type: 'number' }, Object.values(rows)),
  ],
  length: Object.keys(rows).length,
});
const frame = table({ '/feed': 40, '/profile': 30, '/explore': 20, '/video': 10 });

testPanel(panel, { frames: [frame] });

const rowOf = (element: HTMLElement, name: string) =>
  [...element.querySelectorAll<HTMLElement>('.row')].find(
    (row) => row.querySelector('.name')?.textContent === name,
  );

test('a click and Enter choose the row', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  rowOf(stage.element, '/profile')?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  stage.focusable().focus();
  await stage.press('ArrowDown');
  await stage.press('Enter');

  expect(stage.host.announcements).toEqual(['1. /feed 40']);
  expect(stage.host.selections).toEqual([
    [{ field: 'page', op: '=', value: '/profile' }],
    [{ field: 'page', op: '=', value: '/feed' }],
  ]);
  stage.destroy();
});

test('a new result moves the rows that are there and tells who climbed', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  const row = rowOf(stage.element, '/video');
  const before = row?.style.transform;
  await stage.update({
    frames: [table({ '/feed': 40, '/profile': 30, '/explore': 20, '/video': 35 })],
  });

  expect(rowOf(stage.element, '/video')).toBe(row);
  expect(row?.isConnected).toBe(true);
  expect(row?.style.transform).not.toBe(before);
  expect(row?.querySelector('.rank')?.textContent).toBe('2');
  expect(row?.querySelector('.moved')?.textContent).toBe('▲ 2');
  expect(row?.querySelector('.change')?.textContent).toBe('+250%');
  expect(rowOf(stage.element, '/explore')?.querySelector('.moved')?.textContent).toBe('▼ 1');
  stage.destroy();
});

test('names without room are counted on the panel', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  await stage.update({ height: 64 });
  expect(stage.element.querySelectorAll('.row')).toHaveLength(2);
  expect(stage.element.textContent).toContain('2 more not shown');
  stage.destroy();
});

const standing = (more: Partial<Standing>): Standing => ({
  ...{ name: 'a', label: 'a', value: 1, before: NaN, after: NaN, rank: 1 },
  ...{ trend: new Float64Array(0), config: {}, filters: [], moved: undefined, isNew: false },
  ...more,
});

test('a change is told in percent, in the tone of what is better', () => {
  expect(changeText(standing({ before: 10, after: 12 }))).toBe('+20%');
  expect(changeText(standing({ before: 8, after: 7.8 }))).toBe('−2.5%');
  expect(changeText(standing({ before: 0, after: 7 }))).toBe('from 0');
  expect(changeText(standing({ before: 3, after: 3 }))).toBe('±0%');
  expect(changeText(standing({}))).toBe('');
  expect(toneOf(standing({ before: 1, after: 2 }), 'down')).toBe('bad');
  expect(toneOf(standing({ before: 1, after: 2 }), 'neither')).toBe('plain');
});

test('a change of rank is an arrow with the places', () => {
  expect(
    [{ moved: 2 }, { moved: -1 }, { moved: 0 }, { isNew: true }].map((one) =>
      movedText(standing(one)),
    ),
  ).toEqual(['▲ 2', '▼ 1', '', 'new']);
});

test('a trend breaks at gaps, keeps to its box and has no more points than pixels can show', () => {
  expect(trendPath(Float64Array.of(1, 2, NaN, 3, 4), 60, 18).match(/M/g)).toHaveLength(2);
  expect(trendPath(Float64Array.of(5), 60, 18)).toBe('');
  const long = trendPath(
    Float64Array.from({ length: 100_000 }, (_, i) => Math.sin(i)),
    60,
    18,
  );
  expect(long.match(/L/g)?.length).toBeLessThanOrEqual(120);
  expect(Number(/L([\d.]+),[\d.]+$/.exec(long)?.[1])).toBe(59);
});

test('columns and bars stay within the panel, whatever its size and the values', () => {
  const side = fc.integer({ min: 0, max: 2000 });
  const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
  fc.assert(
    fc.property(values, side, side, (some, width, height) => {
      const rows = Object.fromEntries(some.map((value, i) => [`n${i}`, value]));
      const filled = withDefaults(options, {});
      const board = toBoard({
        frames: [table(rows)],
        options: filled,
        fields: {},
        previous: new Map([['n0', 1]]),
      });
      const layout = layoutBoard(board, filled, { width, height });
      expect(layout.count * layout.rowHeight).toBeLessThanOrEqual(Math.max(height, 0) + 1e-6);
      expect(layout.barLeft).toBeLessThanOrEqual(Math.max(width, layout.barLeft));
      for (const value of some) {
        expect(layout.x(value)).toBeGreaterThanOrEqual(-1e-6);
        expect(layout.x(value)).toBeLessThanOrEqual(layout.barWidth + 1e-6);
      }
    }),
  );
});

test('a number is read in full or not at all, however narrow the panel', () => {
  const filled = withDefaults(options, {});
  const board = toBoard({ frames: [frame], options: filled, fields: {}, previous: new Map() });
  const widthAt = (width: number) => layoutBoard(board, filled, { width, height: 300 }).valueWidth;
  const whole = widthAt(1000);
  expect(whole).toBeGreaterThan(12);
  for (const width of [20, 40, 60, 80, 120, 300]) expect([0, whole]).toContain(widthAt(width));
  expect([widthAt(20), widthAt(120)]).toEqual([0, whole]);
});
