import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeBucket } from './describe.ts';
import { toHistogram } from './histogram.ts';
import { layoutHistogram } from './layout.ts';
import { placeMarks } from './marks.ts';
import { options } from './options.ts';
import panel from './ui.ts';

const values = [3, 12, 14, 17, 23, 28, 35, 90];
const frame: Frame = {
  fields: [fieldFromValues({ name: 'ms', type: 'number' }, values)],
  length: values.length,
};
const hosts: Frame = {
  fields: [
    fieldFromValues(
      { name: 'host', type: 'string' },
      values.map((_, i) => (i % 2 ? 'a' : 'b')),
    ),
    ...frame.fields,
  ],
  length: values.length,
};

testPanel(panel, { frames: [frame], options: { buckets: 10 } });

test('keys go from bucket to bucket, Enter chooses its range of values', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { buckets: 10 } });
  stage.focusable().focus();
  await stage.press('ArrowRight');
  await stage.press('ArrowRight');
  await stage.press('Enter');
  await stage.press('End');
  await stage.press('Enter');

  expect(stage.host.announcements.slice(0, 2)).toEqual([
    '0 – 10: 1 of 8, 13%',
    '10 – 20: 3 of 8, 38%',
  ]);
  expect(stage.host.selections).toEqual([
    [
      { field: 'ms', op: '>=', value: 10 },
      { field: 'ms', op: '<', value: 20 },
    ],
    [
      { field: 'ms', op: '>=', value: 80 },
      { field: 'ms', op: '<=', value: 90 },
    ],
  ]);
  stage.destroy();
});

test('the legend hides a series and the others keep their colour', async () => {
  const stage = await stagePanel(panel, { frames: [hosts] });
  const [, second] = stage.element.querySelectorAll('button');
  second?.dispatchEvent(new MouseEvent('click', { ctrlKey: true, bubbles: true }));
  await stage.settle();
  expect(stage.host.choices).toEqual([{ mode: 'hide', names: ['a'] }]);
  expect(stage.element.querySelectorAll('.steps')).toHaveLength(1);
  stage.destroy();
});

test('a logarithmic scale without a positive value says what to do', async () => {
  const negative = { fields: [fieldFromValues({ name: 'x', type: 'number' }, [-1, 0])], length: 2 };
  const stage = await stagePanel(panel, { frames: [negative], options: { scale: 'log' } });
  expect(stage.element.textContent).toContain('set scale to linear');
  stage.destroy();
});

const histogramOf = (frames: Frame[], given = {}) =>
  toHistogram({ frames, options: withDefaults(options, given), fields: {} });
const plain = {
  hidden: new Set<string>(),
  isStacked: false,
  isLog: false,
  isShare: false,
  head: 0,
};

test('bars stand on the ground, and on one another when they are stacked', () => {
  const histogram = histogramOf([hosts], { buckets: 2 });
  const size = { width: 248, height: 124 };
  const lowest = (path: string) => Math.max(...numbersIn(path, /V([\d.]+)/g));
  const over = layoutHistogram({ ...plain, ...size, histogram });
  expect(over.bars.map(lowest)).toEqual([over.plot.height, over.plot.height]);
  const stacked = layoutHistogram({ ...plain, ...size, histogram, isStacked: true });
  const [first] = numbersIn(stacked.bars[1] ?? '', /V([\d.]+)/g);
  expect(first).toBeLessThan(stacked.plot.height);
});

test('nothing is outside the plot, whatever the values and the size', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const side = fc.integer({ min: 0, max: 1500 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), side, side, (some, width, height) => {
      const field = fieldFromValues({ name: 'x', type: 'number' }, some);
      const histogram = histogramOf([{ fields: [field], length: some.length }]);
      const { plot, bars, edges, x } = layoutHistogram({ ...plain, histogram, width, height });
      expect(edges[0]).toBe(0);
      for (const edge of edges) expect(edge).toBeLessThanOrEqual(plot.width + 1e-6);
      for (const y of numbersIn(bars[0] ?? '', /[V,](-?[\d.]+)/g)) {
        expect(y).toBeGreaterThanOrEqual(-1.01);
        expect(y).toBeLessThanOrEqual(plot.height + 0.01);
      }
      for (const mark of placeMarks(histogram, 'both', { x, width: plot.width }))
        expect(mark.x).toBeLessThanOrEqual(plot.width);
    }),
  );
});

test('a bucket of several series is described by name', () => {
  const histogram = histogramOf([hosts], { buckets: 10 });
  expect(describeBucket(histogram, 1)).toBe('10 – 20: b 1 of 4, 25%; a 2 of 4, 50%');
});

function numbersIn(path: string, pattern: RegExp): number[] {
  return [...path.matchAll(pattern)].map(([, number]) => Number(number));
}

test('with Alt the legend filters by what tells a series apart', async () => {
  const stage = await stagePanel(panel, { frames: [hosts] });
  stage.element
    .querySelector('[data-alt]')
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true, altKey: true }));
  expect(stage.host.selections).toEqual([[{ field: 'host', op: '=', value: 'b' }]]);
  stage.destroy();
});

test('what is counted has no halves on its axis', () => {
  const field = fieldFromValues({ name: 'x', type: 'number' }, [1, 2, 3]);
  const histogram = histogramOf([{ fields: [field], length: 3 }]);
  const { yTicks } = layoutHistogram({ ...plain, histogram, width: 400, height: 300 });
  expect(yTicks.map(({ text }) => text)).toEqual(['0', '1']);
});

test('a legend that needs two lines has them where the panel is high enough', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `a group of numbers ${i % 3}`);
  const fields = [
    fieldFromValues({ name: 'group', type: 'string' }, names),
    fieldFromValues(
      { name: 'n', type: 'number' },
      names.map((_, i) => i),
    ),
  ];
  const stage = await stagePanel(panel, { frames: [{ fields, length: names.length }] });
  const heightAt = async (width: number, height: number) => {
    await stage.update({ width, height });
    return stage.element.querySelector<HTMLElement>('.legend')?.style.height;
  };
  expect(await heightAt(300, 240)).toBe('48px');
  expect(await heightAt(300, 160)).toBe('24px');
  expect(await heightAt(800, 240)).toBe('24px');
  stage.destroy();
});
