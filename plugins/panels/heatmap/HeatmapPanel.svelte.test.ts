import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toEntries } from './entries.ts';
import { moveCell } from './keys.ts';
import { options } from './options.ts';
import { cellAt, cornerOf, toSheet } from './sheet.ts';
import panel from './ui.ts';

const minute = 60_000;
const start = Date.UTC(2026, 10, 22, 11);
const names = ['a', 'b', 'c'];
const rows = Array.from({ length: 30 }, (_, i) => ({
  t: start + Math.floor(i / 3) * minute,
  topic: names[i % 3] ?? '',
  n: (i * 7) % 20,
}));
const frame: Frame = {
  fields: [
    fieldFromValues(
      { name: 't', type: 'time' },
      rows.map(({ t }) => t),
    ),
    fieldFromValues(
      { name: 'topic', type: 'string' },
      rows.map(({ topic }) => topic),
    ),
    fieldFromValues(
      { name: 'n', type: 'number' },
      rows.map(({ n }) => n),
    ),
  ],
  length: rows.length,
};
const range = { from: start, to: start + 10 * minute };

testPanel(panel, { frames: [frame], timeAxis: true });

test('keys go from cell to cell, Enter filters by the category', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  await stage.update({ range });
  stage.focusable().focus();
  await stage.press('Home');
  await stage.press('ArrowRight');
  await stage.press('ArrowDown');
  await stage.press('Enter');

  expect(stage.host.announcements).toEqual([
    'a, 2026-11-22 11:00 – 11:01: 0',
    'a, 2026-11-22 11:01 – 11:02: 1',
    'b, 2026-11-22 11:01 – 11:02: 8',
  ]);
  expect(stage.host.selections).toEqual([[{ field: 'topic', op: '=', value: 'b' }]]);
  stage.destroy();
});

test('brackets select time and Enter zooms to it, Escape forgets it', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  await stage.update({ range });
  stage.focusable().focus();
  await stage.press('Home');
  await stage.press('ArrowRight');
  await stage.press('[');
  await stage.press('ArrowRight');
  await stage.press(']');
  await stage.press('Enter');
  await stage.press('[');
  await stage.press('Escape');
  await stage.press('Enter');

  expect(stage.host.zooms).toEqual([{ from: start + minute, to: start + 3 * minute }]);
  stage.destroy();
});

test('a calendar opens the day that is chosen and marks the day of the cursor', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { mode: 'calendar' } });
  await stage.update({ range: { from: start - 5 * 86_400_000, to: start + 86_400_000 } });
  stage.focusable().focus();
  await stage.press('Home');
  await stage.press('Enter');
  expect(stage.host.zooms).toEqual([{ from: Date.UTC(2026, 10, 16), to: Date.UTC(2026, 10, 17) }]);

  stage.host.cursor.move(start, 'another');
  await stage.settle();
  expect(stage.element.querySelectorAll('.day')).toHaveLength(1);
  stage.destroy();
});

test('many cells are drawn on a canvas, few as paths', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  expect(stage.element.querySelectorAll('canvas')).toHaveLength(0);
  expect(stage.element.querySelectorAll('.shade').length).toBeGreaterThan(3);

  const many: Frame = {
    fields: [
      fieldFromValues(
        { name: 't', type: 'time' },
        Array.from({ length: 2500 }, (_, i) => start + i * 1000),
      ),
      ...Array.from({ length: 10 }, (_, i) =>
        fieldFromValues({ name: `f${i}`, type: 'number' }, new Array(2500).fill(i)),
      ),
    ],
    length: 2500,
  };
  stage.canvas.clear();
  await stage.update({ frames: [many], range: { from: start, to: start + 2_500_000 } });
  expect(stage.element.querySelectorAll('canvas')).toHaveLength(1);
  expect(stage.canvas.calls.filter(({ name }) => name === 'fillRect').length).toBeGreaterThan(2000);
  stage.destroy();
});

test('what is not above zero is said to be left blank on a log scale', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { scale: 'log' } });
  expect(stage.element.textContent).toMatch(/2 not above zero left blank/);
  stage.destroy();
});

const sheetOf = (size: { width: number; height: number }, given = {}) => {
  const filled = withDefaults(options, given);
  const entries = toEntries([frame], filled, {});
  if (entries === undefined) throw new Error('no entries');
  return toSheet({ ...size, entries, options: filled, range, stepMs: 0, timeZone: 'utc' });
};

test('a place is in the cell whose corner it is beside, within the panel, whatever its size', () => {
  const side = fc.integer({ min: 1, max: 2000 });
  const mode = fc.constantFrom('time', 'calendar');
  fc.assert(
    fc.property(side, side, mode, (width, height, kind) => {
      const sheet = sheetOf({ width, height }, { mode: kind });
      const { plot, grid, cell } = sheet;
      expect(plot.left + plot.width).toBeLessThanOrEqual(Math.max(width, plot.left) + 1e-6);
      if (cell.width < 0.01 || cell.height < 0.01) return;
      const corner = cornerOf(sheet, grid.columns - 1, grid.rows - 1);
      const middle = { x: corner.x + cell.width / 2, y: corner.y + cell.height / 2 };
      expect(cellAt(sheet, middle)).toEqual({ column: grid.columns - 1, row: grid.rows - 1 });
      expect(cellAt(sheet, { x: -1e6, y: 0 })).toBeUndefined();
    }),
  );
});

test('keys stop at the edges of the grid', () => {
  const sheet = sheetOf({ width: 400, height: 200 });
  expect(moveCell('ArrowLeft', null, sheet)).toEqual({ column: 9, row: 0 });
  expect(moveCell('ArrowUp', { column: 0, row: 0 }, sheet)).toEqual({ column: 0, row: 0 });
  expect(moveCell('End', { column: 0, row: 2 }, sheet)).toEqual({ column: 9, row: 2 });
  expect(moveCell('x', null, sheet)).toBeUndefined();
});

test('the plot begins at a whole pixel: cells that touch have no seams', () => {
  for (let width = 150; width < 300; width += 7)
    expect(sheetOf({ width, height: 200 }).plot.left % 1).toBe(0);
});
