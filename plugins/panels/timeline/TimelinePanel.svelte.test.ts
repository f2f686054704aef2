import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import panel from './ui.ts';

const start = Date.UTC(2026, 10, 22, 11);
const minute = 60_000;
const frame: Frame = {
  fields: [
    fieldFromValues(
      { name: 't', type: 'time' },
      [0, 10, 0, 30].map((m) => start + m * minute),
    ),
    fieldFromValues({ name: 'service', type: 'string' }, ['api', 'api', 'db', 'db']),
    fieldFromValues({ name: 'state', type: 'string' }, ['up', 'down', 'up', 'slow']),
  ],
  length: 4,
};
const range = { from: start, to: start + 60 * minute };

testPanel(panel, { frames: [frame], timeAxis: true });

async function stageIt() {
  const stage = await stagePanel(panel, { frames: [frame] });
  await stage.update({ range });
  const brush = stage.element.querySelector<HTMLElement>('.brush')!;
  brush.setPointerCapture = () => undefined;
  const fire = async (type: string, x: number, y: number) => {
    const place = { clientX: x, clientY: y, button: 0, bubbles: true };
    brush.dispatchEvent(new PointerEvent(type, place));
    flushSync();
    await stage.settle();
  };
  return { stage, fire };
}

test('keys go through the states of a lane and to the next lane, and Enter chooses it', async () => {
  const { stage } = await stageIt();
  stage.focusable().focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter']) await stage.press(key);

  expect(stage.host.announcements).toEqual([
    'api: up for 10 min, from 11-22 11:00:00 to 11-22 11:10:00',
    'api: down for 50 min, from 11-22 11:10:00 to 11-22 12:00:00',
    'db: slow for 30 min, from 11-22 11:30:00 to 11-22 12:00:00',
  ]);
  expect(stage.host.selections).toEqual([[{ field: 'service', op: '=', value: 'db' }]]);
  stage.destroy();
});

test('the pointer reads how long a state lasted and moves the cursor; a click chooses', async () => {
  const { stage, fire } = await stageIt();
  await fire('pointermove', 5, 4);
  expect(stage.host.portal.textContent).toContain('10 min');
  expect(stage.host.cursor.source).toBe('under-test');
  await fire('pointerdown', 5, 4);
  await fire('pointerup', 5, 4);
  expect(stage.host.selections).toEqual([[{ field: 'service', op: '=', value: 'api' }]]);
  stage.destroy();
});

test('a state hidden in the legend is not drawn, and its share is told', async () => {
  const { stage } = await stageIt();
  const entry = [...stage.element.querySelectorAll('button')].find((one) =>
    one.textContent.includes('down'),
  );
  expect(entry?.textContent).toContain('42%');
  entry?.dispatchEvent(new MouseEvent('click', { bubbles: true, ctrlKey: true }));
  await stage.settle();
  expect(stage.host.choices).toEqual([{ mode: 'hide', names: ['down'] }]);
  const written = stage.canvas.calls.length;
  await stage.refresh();
  const texts = stage.canvas.calls.slice(written).filter(({ name }) => name === 'fillText');
  expect(texts.length).toBeGreaterThan(0);
  expect(texts.some(({ args }) => args[0] === 'down')).toBe(false);
  stage.destroy();
});

test('it says what is missing', async () => {
  const { stage } = await stageIt();
  await stage.update({ frames: [{ fields: frame.fields.slice(1), length: 4 }] });
  expect(stage.element.textContent).toContain('No time to draw states over');
  await stage.update({ frames: [frame], range: { from: 0, to: 1000 } });
  expect(stage.element.textContent).toContain('No state in this time range');
  stage.destroy();
});

test('with Alt the legend filters by a state that is a word', async () => {
  const { stage } = await stageIt();
  const altClick = () =>
    stage.element
      .querySelector('[data-alt]')
      ?.dispatchEvent(new MouseEvent('click', { bubbles: true, altKey: true }));
  altClick();
  expect(stage.host.selections).toEqual([[{ field: 'state', op: '=', value: 'down' }]]);
  const mappings = [
    { value: 'down', text: 'bad' },
    { value: 'slow', text: 'bad' },
  ];
  await stage.update({ fields: { state: { mappings } } });
  altClick();
  expect(stage.host.selections[1]).toEqual([{ field: 'state', op: 'in', value: ['down', 'slow'] }]);
  stage.destroy();
});

test('a state that is a range of numbers is no filter', async () => {
  const numbers: Frame = {
    fields: [frame.fields[0]!, fieldFromValues({ name: 'load', type: 'number' }, [1, 2, 3, 4])],
    length: 4,
  };
  const stage = await stagePanel(panel, { frames: [numbers] });
  stage.focusable().focus();
  await stage.press('ArrowRight');
  await stage.press('Enter');
  expect(stage.host.selections).toEqual([]);
  stage.destroy();
});
