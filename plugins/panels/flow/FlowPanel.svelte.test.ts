import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import { textWidth } from '@heliostat/sdk/ui';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutFlow } from './flow.ts';
import { labelMargin, labelNodes } from './labels.ts';
import panel from './ui.ts';

const frameOf = (sources: string[], targets: string[], users: number[]): Frame => ({
  fields: [
    fieldFromValues({ name: 'source', type: 'string' }, sources),
    fieldFromValues({ name: 'target', type: 'string' }, targets),
    fieldFromValues({ name: 'users', type: 'number' }, users),
  ],
  length: users.length,
});
const frame = frameOf(
  ['search', 'ads', 'landing', 'landing'],
  ['landing', 'landing', 'feed', 'left'],
  [60, 40, 70, 20],
);

testPanel(panel, { frames: [frame] });

test('a click and Enter choose nodes and flows, and each is read out', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  stage.element.querySelector('.band')?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  stage.focusable().focus();
  await stage.press('ArrowRight');
  await stage.press('ArrowRight');
  await stage.press('Enter');
  await stage.press('End');
  await stage.press('Enter');

  expect(stage.host.announcements.slice(0, 2)).toEqual([
    'search: out 60',
    'search → landing: users 60, of all from search 100%, of all to landing 60%',
  ]);
  expect(stage.host.selections).toEqual([
    [
      { field: 'source', op: '=', value: 'landing' },
      { field: 'target', op: '=', value: 'feed' },
    ],
    [
      { field: 'source', op: '=', value: 'search' },
      { field: 'target', op: '=', value: 'landing' },
    ],
    [{ field: 'target', op: '=', value: 'left' }],
  ]);
  stage.destroy();
});

test('the pointer lights up the way through a node, and the rest steps back', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  const nodes = [...stage.element.querySelectorAll('.node')];
  nodes[0]?.dispatchEvent(new MouseEvent('pointermove', { bubbles: true, clientX: 9, clientY: 9 }));
  await stage.settle();
  expect(stage.element.querySelectorAll('.band.lit')).toHaveLength(3);
  expect(stage.element.querySelectorAll('.band.quiet')).toHaveLength(1);
  expect(stage.host.portal.textContent).toMatch(/search.*out.*60/s);
  nodes[0]?.dispatchEvent(new MouseEvent('pointerleave'));
  await stage.settle();
  expect(stage.element.querySelectorAll('.quiet')).toHaveLength(0);
  stage.destroy();
});

test('a circle is refused and named', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  await stage.update({ frames: [frameOf(['home', 'feed'], ['feed', 'home'], [5, 2])] });
  expect(stage.element.textContent).toContain('Flows go in a circle');
  expect(stage.element.textContent).toContain('home → feed → home');
  expect(stage.host.summaries.at(-1)).toContain('circle');
  stage.destroy();
});

test('smaller flows that are not drawn are said on the panel', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { maxFlows: 2 } });
  expect(stage.element.textContent).toContain('2 smaller flows not shown, 32% of all');
  stage.destroy();
});

test('labels keep inside and apart, whatever the names', () => {
  const rows = fc.array(
    fc.tuple(fc.nat({ max: 9 }), fc.string({ maxLength: 60 }), fc.nat({ max: 99 })),
    {
      minLength: 1,
      maxLength: 30,
    },
  );
  const side = fc.integer({ min: 1, max: 900 });
  fc.assert(
    fc.property(rows, side, side, (some, width, height) => {
      const flows = some.map(([from, name, n]) => ({
        ...{ source: `s${from}`, target: `t${name}`, value: n + 1 },
      }));
      const nodes = [...new Set(flows.flatMap(({ source, target }) => [source, target]))];
      const margin = labelMargin(flows, (name) => name, width);
      const layout = layoutFlow({ flows, nodes }, { width, height, margin }, { align: 'justify' });
      const labels = labelNodes(layout, ({ name }) => ({ name, number: '1.2k' }));
      for (const [i, label] of labels.entries()) {
        const long =
          textWidth(label.text) + (label.number === '' ? 0 : 6 + textWidth(label.number));
        expect(label.x + long).toBeLessThanOrEqual(width + 0.001);
        for (const other of labels.slice(i + 1))
          if (other.x === label.x) expect(Math.abs(other.y - label.y)).toBeGreaterThanOrEqual(14);
      }
    }),
  );
});
