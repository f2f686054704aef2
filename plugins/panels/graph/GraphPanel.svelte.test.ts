import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel, testTheme } from '@heliostat/sdk/testing/panel';
import { expect, test } from 'vitest';
import { placeLabels } from './labels.ts';
import type { Scene } from './scene.ts';
import panel from './ui.ts';

const frame: Frame = {
  fields: [
    fieldFromValues({ name: 'source', type: 'string' }, ['web', 'api', 'api', 'db']),
    fieldFromValues({ name: 'target', type: 'string' }, ['api', 'db', 'cache', 'api']),
    fieldFromValues({ name: 'rate', type: 'number' }, [100, 300, 20, 10]),
    fieldFromValues({ name: 'errors', type: 'number' }, [0.5, 7, 0, 0]),
  ],
  length: 4,
};
const errors = { thresholds: [{ at: 5, color: 'crit' }] };
const point = (target: Element | null | undefined, type: string) =>
  target?.dispatchEvent(new PointerEvent(type, { bubbles: true, clientX: 9, clientY: 9 }));
const nodes = (element: Element) => [...element.querySelectorAll('.node')];

testPanel(panel, { frames: [frame], live: true });

test('keys walk along the edges and read them out, Enter chooses', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  stage.focusable().focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'Enter', 'ArrowRight', 'Enter'])
    await stage.press(key);
  expect(stage.host.announcements).toEqual([
    'api: rate in 110, rate out 320',
    'api → db: rate 300, errors 7, of all from api 94%',
    'db: rate in 300, rate out 10',
  ]);
  expect(stage.host.selections).toEqual([
    [
      { field: 'source', op: '=', value: 'api' },
      { field: 'target', op: '=', value: 'db' },
    ],
    [{ field: 'source', op: '=', value: 'db' }],
  ]);
  stage.destroy();
});

test('a node under the pointer dims all that has nothing to do with it, a click chooses it', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  // By size: api, db, web, cache.
  const cache = nodes(stage.element)[3];
  point(cache, 'pointermove');
  await stage.settle();
  expect(stage.element.querySelectorAll('.edge.dim')).toHaveLength(3);
  expect(nodes(stage.element).map((node) => node.classList.contains('dim'))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(stage.host.portal.textContent).toMatch(/cache.*rate in.*20/s);
  cache?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  expect(stage.host.selections).toEqual([[{ field: 'target', op: '=', value: 'cache' }]]);
  point(stage.element.querySelector('svg'), 'pointerleave');
  await stage.settle();
  expect(stage.element.querySelector('.dim')).toBeNull();
  stage.destroy();
});

test('edges have the colour of their thresholds, and its shape beside the rate', async () => {
  const stage = await stagePanel(panel, { frames: [frame], fields: { errors } });
  const strokes = [...stage.element.querySelectorAll('.line')].map((line) =>
    line.getAttribute('stroke'),
  );
  expect(strokes).toEqual([
    testTheme.crit,
    testTheme.lineControl,
    testTheme.lineControl,
    testTheme.lineControl,
  ]);
  expect(stage.element.textContent).toContain('■ 300');
  stage.destroy();
});

test('marks travel only while it is live, and where they are asked for', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  const travellers = () => stage.element.querySelectorAll('.traveller').length;
  expect(travellers()).toBe(0);
  await stage.update({ live: true });
  expect(travellers()).toBe(4);
  await stage.update({ options: { ...stage.props.options, motion: false } });
  expect(travellers()).toBe(0);
  stage.destroy();
});

test('more nodes than are drawn are said on the panel', async () => {
  const many = Array.from({ length: 400 }, (_, i) => `n${i}`);
  const fields = [
    fieldFromValues({ name: 'source', type: 'string' }, many),
    fieldFromValues(
      { name: 'target', type: 'string' },
      many.map((_, i) => `n${(i * 7) % 400}`),
    ),
    fieldFromValues(
      { name: 'rate', type: 'number' },
      many.map((_, i) => i),
    ),
  ];
  const stage = await stagePanel(panel, { frames: [{ fields, length: 400 }] });
  expect(nodes(stage.element)).toHaveLength(300);
  expect(stage.element.textContent).toMatch(/100 smaller nodes not shown, \d+ edges not shown/);
  stage.destroy();
});

test('names never lie over each other or over nodes, nor outside the panel', () => {
  const at = (id: string, x: number, y: number) => ({
    ...{ x, y, radius: 8 },
    node: { id, label: `service ${id}`, incoming: 0, outgoing: 0, value: NaN },
  });
  const scene: Scene = {
    nodes: [at('a', 100, 50), at('b', 130, 50), at('c', 5, 50), at('d', 100, 52), at('e', 101, 49)],
    ...{ edges: [], byId: new Map() },
  };
  const { nodes: labels } = placeLabels({
    scene,
    size: { width: 200, height: 100 },
    write: undefined,
  });
  const boxes = labels.map(({ text, x, y, anchor }) => {
    const width = text.length * 4;
    return {
      left: anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2,
      y,
      width,
    };
  });
  for (const [i, a] of boxes.entries())
    for (const b of boxes.slice(i + 1))
      expect(
        Math.abs(a.y - b.y) >= 10 || a.left + a.width <= b.left || b.left + b.width <= a.left,
      ).toBe(true);
  expect(labels.length).toBeGreaterThan(1);
  expect(boxes.every(({ left, y }) => left >= 0 && y <= 100)).toBe(true);
});

test('it is zoomed and moved by key and button, and 0 shows all again', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  const transform = () => stage.element.querySelector('svg > g')?.getAttribute('transform');
  const far = () => Number(nodes(stage.element)[0]?.querySelector('.paper')?.getAttribute('cx'));
  const [before, where] = [transform(), far()];
  stage.focusable().focus();
  await stage.press('+');
  expect(far()).toBeCloseTo(where * 1.6, 0);
  const zoomed = transform();
  await stage.press('ArrowRight', { shiftKey: true });
  expect(transform()).not.toBe(zoomed);
  expect(stage.host.announcements).toEqual([]);
  await stage.press('0');
  expect(transform()).toBe(before);
  stage.element.querySelector<HTMLElement>('[aria-label="Zoom in"]')?.click();
  await stage.settle();
  stage.element.querySelector<HTMLElement>('[aria-label="Show all"]')?.click();
  await stage.settle();
  expect([transform(), far()]).toEqual([before, where]);
  stage.destroy();
});

test('between close layers a name is cut rather than left out', () => {
  const at = (id: string, x: number) => ({
    ...{ x, y: 50, radius: 8 },
    node: { id, label: `service-${'x'.repeat(40)}-${id}`, incoming: 0, outgoing: 0, value: NaN },
  });
  const scene: Scene = {
    nodes: [at('a', 40), at('b', 130), at('c', 220), at('d', 310)],
    ...{ edges: [], byId: new Map() },
  };
  const size = { width: 350, height: 72 };
  expect(placeLabels({ scene, size, write: undefined }).nodes).toHaveLength(4);
});
