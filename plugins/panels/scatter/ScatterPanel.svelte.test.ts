import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import panel from './ui.ts';

const frame: Frame = {
  fields: [
    fieldFromValues({ name: 'page', type: 'string' }, ['/a', '/b', '/c', '/d']),
    fieldFromValues({ name: 'views', type: 'number' }, [0, 50, 100, 25]),
    fieldFromValues({ name: 'seconds', type: 'number' }, [0, 5, 10, 8]),
  ],
  length: 4,
};

testPanel(panel, { frames: [frame] });

async function stageIt(frames: Frame[] = [frame], options = {}) {
  const stage = await stagePanel(panel, { frames, options });
  const surface = stage.element.querySelector<HTMLElement>('.cloud')!;
  surface.setPointerCapture = () => undefined;
  const fire = async (type: string, clientX: number, clientY: number) => {
    surface.dispatchEvent(new PointerEvent(type, { clientX, clientY, button: 0, bubbles: true }));
    flushSync();
    await stage.settle();
  };
  return { stage, fire };
}

test('keys go along the axes from point to point, and Enter chooses it', async () => {
  const { stage } = await stageIt();
  stage.focusable().focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter']) await stage.press(key);
  expect(stage.host.announcements).toEqual([
    '/a: views 0, seconds 0',
    '/d: views 25, seconds 8',
    '/b: views 50, seconds 5',
  ]);
  expect(stage.host.selections).toEqual([[{ field: 'page', op: '=', value: '/b' }]]);
  stage.destroy();
});

test('the nearest point is read, and a click on it chooses', async () => {
  const { stage, fire } = await stageIt();
  await fire('pointermove', 585, 22);
  expect(stage.host.portal.textContent).toContain('/c');
  await fire('pointerdown', 585, 22);
  await fire('pointerup', 585, 22);
  expect(stage.host.selections).toEqual([[{ field: 'page', op: '=', value: '/c' }]]);
  await fire('pointermove', 300, 22);
  expect(stage.host.portal.textContent).toBe('');
  stage.destroy();
});

test('a drag chooses what lies in it', async () => {
  const { stage, fire } = await stageIt();
  await fire('pointerdown', 300, 150);
  await fire('pointermove', 400, 60);
  expect(stage.element.querySelector('.brush')).not.toBeNull();
  await fire('pointerup', 400, 60);
  const [filters = []] = stage.host.selections;
  expect(filters.map(({ field, op }) => `${field} ${op}`)).toEqual([
    'views >=',
    'views <=',
    'seconds >=',
    'seconds <=',
  ]);
  expect(Number(filters[0]?.value)).toBeLessThan(Number(filters[1]?.value));
  stage.destroy();
});

test('many points are counted in cells, which say how many they hold', async () => {
  const length = 30_000;
  const many = Array.from({ length }, (_, i) => i % 173);
  const dense: Frame = {
    fields: [
      fieldFromValues({ name: 'a', type: 'number' }, many),
      fieldFromValues({ name: 'b', type: 'number' }, many),
    ],
    length,
  };
  const { stage } = await stageIt([dense]);
  expect(stage.element.textContent).toMatch(/30\s000 points, up to/);
  expect(stage.canvas.calls.some(({ name }) => name === 'arc')).toBe(false);
  stage.focusable().focus();
  await stage.press('ArrowRight');
  expect(stage.host.announcements[0]).toMatch(/^\d+ points: a .+ – .+, b .+ – .+/);
  stage.destroy();
});

test('it says what is missing', async () => {
  const { stage } = await stageIt();
  await stage.update({ frames: [{ fields: frame.fields.slice(0, 2), length: 4 }] });
  expect(stage.element.textContent).toContain('No two measures to compare');
  stage.destroy();
});

test('with Alt the legend filters by a category', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  stage.element
    .querySelector('[data-alt]')
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true, altKey: true }));
  expect(stage.host.selections).toEqual([[{ field: 'page', op: '=', value: '/a' }]]);
  stage.destroy();
});

test('a legend of one row takes one, on a phone that is just as wide', async () => {
  const names = Array.from({ length: 60 }, (_, i) => `series ${i % 3}`);
  const numbers = names.map((_, i) => i);
  const fields = [
    fieldFromValues({ name: 'name', type: 'string' }, names),
    ...['x', 'y'].map((name) => fieldFromValues({ name, type: 'number' }, numbers)),
  ];
  const frames = [{ fields, length: names.length }];
  const stage = await stagePanel(panel, { frames });
  await stage.update({ width: 352, height: 240 });
  expect(stage.element.querySelector<HTMLElement>('.legend')?.style.height).toBe('24px');
  stage.destroy();
});
