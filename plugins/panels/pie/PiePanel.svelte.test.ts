import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import { textWidth } from '@heliostat/sdk/ui';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeLegend } from './legend.ts';
import { layoutPie, lineHeight } from './pie.ts';
import panel from './ui.ts';

const frame: Frame = {
  fields: [
    fieldFromValues({ name: 'type', type: 'string' }, ['view', 'like', 'share', 'comment']),
    fieldFromValues({ name: 'events', type: 'number' }, [70, 20, 6, 4]),
  ],
  length: 4,
};

testPanel(panel, { frames: [frame] });

test('a click and Enter choose the slice', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  stage.element.querySelector('.slice')?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  stage.focusable().focus();
  await stage.press('ArrowRight');
  await stage.press('ArrowRight');
  await stage.press('Enter');

  expect(stage.host.announcements).toEqual(['view 70%, 70', 'like 20%, 20']);
  expect(stage.host.selections).toEqual([
    [{ field: 'type', op: '=', value: 'view' }],
    [{ field: 'type', op: '=', value: 'like' }],
  ]);
  stage.destroy();
});

test('the legend isolates and hides, the total follows, and what is hidden can come back', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { legend: 'bottom' } });
  const entry = (name: string) =>
    [...stage.element.querySelectorAll('button')].find((one) => one.title.startsWith(name));
  entry('view')?.dispatchEvent(new MouseEvent('click', { ctrlKey: true, bubbles: true }));
  await stage.settle();

  expect(stage.host.choices).toEqual([{ mode: 'hide', names: ['view'] }]);
  expect(stage.element.querySelectorAll('.slice')).toHaveLength(3);
  expect(stage.element.querySelector('.total')?.textContent).toBe('30');
  expect(entry('view')?.getAttribute('aria-pressed')).toBe('false');
  stage.destroy();
});

test('what was added up is said on the panel', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { maxSlices: 2 } });
  expect(stage.element.textContent).toContain('3 more in other');
  stage.destroy();
});

test('only negative values are explained', async () => {
  const negative: Frame = {
    fields: [
      fieldFromValues({ name: 'type', type: 'string' }, ['a']),
      fieldFromValues({ name: 'events', type: 'number' }, [-70]),
    ],
    length: 1,
  };
  const stage = await stagePanel(panel, { frames: [negative] });
  expect(stage.element.textContent).toContain('use bars');
  stage.destroy();
});

test('labels that leave little of the pie give way to a legend, unless one is not wanted', async () => {
  const stage = await stagePanel(panel, { frames: [frame], fields: { view: { label: longName } } });
  await stage.update({ width: 250, height: 260 });
  const shown = () => [
    stage.element.querySelector('[role=toolbar]') !== null,
    stage.element.textContent.includes('%'),
  ];
  expect(shown()).toEqual([true, false]);
  await stage.update({ options: { ...stage.props.options, legend: 'off' } });
  expect(shown()).toEqual([false, true]);
  stage.destroy();
});

const longName = 'a name that is as long as the panel is wide';

test('labels touch neither one another, nor the pie, nor the edge, whatever the slices', () => {
  const values = fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), {
    minLength: 1,
    maxLength: 40,
  });
  const side = fc.integer({ min: 0, max: 900 });
  fc.assert(
    fc.property(values, side, side, (some, width, height) => {
      const texts = some.map((_, i) => `slice ${i} 12%`);
      const { labels, radius } = layoutPie({ values: some, texts, width, height, isDonut: true });
      expect(radius * 2).toBeLessThanOrEqual(Math.max(0, Math.min(width, height)));
      for (const one of labels) {
        expect(Math.abs(one.y)).toBeLessThanOrEqual(height / 2 - lineHeight / 2 + 1e-6);
        expect(Math.abs(one.x) + one.room).toBeLessThanOrEqual(width / 2 + 1e-6);
        const nearest = Math.max(0, Math.abs(one.y) - lineHeight / 2);
        expect(Math.hypot(one.x, nearest)).toBeGreaterThanOrEqual(radius);
        for (const other of labels)
          if (other !== one && other.anchor === one.anchor)
            expect(Math.abs(one.y - other.y)).toBeGreaterThanOrEqual(lineHeight - 1e-6);
      }
    }),
  );
});

test('a pie that is too small for labels has none and a legend instead', () => {
  const request = { values: [1, 2], texts: ['one 33%', 'two 67%'], isDonut: false };
  expect(layoutPie({ ...request, width: 120, height: 90 }).labels).toEqual([]);
  expect(layoutPie({ ...request, width: 400, height: 240 }).labels).toHaveLength(2);
  const place = { choice: 'auto' as const, names: ['one', 'two'], hasHidden: false, line: 24 };
  expect(placeLegend({ ...place, width: 300, height: 90, hasLabels: false }).legend?.side).toBe(
    'right',
  );
  expect(placeLegend({ ...place, width: 300, height: 90, hasLabels: true }).legend).toBeUndefined();
});

test('the width of the widest label decides the room, up to a share of the panel', () => {
  const long = 'x'.repeat(200);
  const { radius } = layoutPie({
    ...{ values: [1, 1], texts: [long, long], isDonut: true },
    ...{ width: 600, height: 400 },
  });
  expect(textWidth(long)).toBeGreaterThan(600);
  expect(radius).toBeGreaterThan(100);
});

test('where leaders would run over the pie, the smallest slices go without a label', () => {
  const values = [10_000, ...Array.from({ length: 13 }, (_, i) => 10 + i)];
  const texts = values.map((_, i) => `item ${i} 0.1%`);
  const { labels } = layoutPie({ values, texts, width: 440, height: 260, isDonut: true });
  const shown = labels.map(({ index }) => index);
  expect(shown).toContain(0);
  expect(shown).toContain(13);
  expect(shown).not.toContain(1);
});

test('no label lies where the line in the corner stands', async () => {
  const names = Array.from({ length: 40 }, (_, i) => `series ${i}`);
  const many: Frame = {
    fields: [
      fieldFromValues({ name: 'n', type: 'string' }, names),
      fieldFromValues(
        { name: 'v', type: 'number' },
        [...names.keys()].map((i) => 1000 / (i + 1)),
      ),
    ],
    length: names.length,
  };
  const stage = await stagePanel(panel, { frames: [many] });
  await stage.update({ width: 420, height: 260 });
  expect(stage.element.textContent).toMatch(/more in other/);
  expect(stage.element.querySelector('svg')?.getAttribute('height')).toBe('244');
  stage.destroy();
});
