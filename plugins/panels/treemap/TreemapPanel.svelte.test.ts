import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import { expect, test } from 'vitest';
import panel from './ui.ts';

const frame: Frame = {
  fields: [
    fieldFromValues({ name: 'topic', type: 'string' }, ['music', 'music', 'sport', 'sport']),
    fieldFromValues({ name: 'type', type: 'string' }, ['view', 'like', 'view', 'like']),
    fieldFromValues({ name: 'events', type: 'number' }, [50, 25, 20, 5]),
  ],
  length: 4,
};
const click = (target: Element | null | undefined, more: MouseEventInit = {}) =>
  target?.dispatchEvent(new MouseEvent('click', { bubbles: true, ...more }));

testPanel(panel, { frames: [frame] });

test('a click and Enter choose a tile, a click on a line the whole group', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  click(stage.element.querySelector('.tile'));
  click(stage.element.querySelectorAll('.head')[1]);
  stage.focusable().focus();
  await stage.press('ArrowRight');
  await stage.press('ArrowRight');
  await stage.press('Enter');

  expect(stage.host.announcements).toEqual([
    'music · view: events 50, share 50%, of music 67%',
    'music · like: events 25, share 25%, of music 33%',
  ]);
  const music = { field: 'topic', op: '=', value: 'music' };
  expect(stage.host.selections).toEqual([
    [music, { field: 'type', op: '=', value: 'view' }],
    [{ field: 'topic', op: '=', value: 'sport' }],
    [music, { field: 'type', op: '=', value: 'like' }],
  ]);
  stage.destroy();
});

test('the legend hides a group, and shares are of the rest', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { legend: 'bottom' } });
  click(stage.element.querySelector('button[data-alt]'), { ctrlKey: true });
  await stage.settle();

  expect(stage.host.choices).toEqual([{ mode: 'hide', names: ['music'] }]);
  expect(stage.element.querySelectorAll('.tile')).toHaveLength(2);
  expect(stage.host.summaries.at(-1)).toBe(
    'Under test: 2 parts of 25, sport · view 80%, sport · like 20%',
  );
  stage.destroy();
});

test('what was added up and what is below zero are said on the panel', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { maxTiles: 2 } });
  expect(stage.element.textContent).toContain('3 more in other');
  const negative = fieldFromValues({ name: 'events', type: 'number' }, [-1, -1, -1, -1]);
  await stage.update({ frames: [{ ...frame, fields: [...frame.fields.slice(0, 2), negative] }] });
  expect(stage.element.textContent).toContain('use bars');
  stage.destroy();
});

test('a tooltip names the tile, its value and its shares', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  stage.element
    .querySelector('.tile')
    ?.dispatchEvent(new MouseEvent('pointermove', { bubbles: true, clientX: 9, clientY: 9 }));
  await stage.settle();
  expect(stage.host.portal.textContent).toMatch(/music · view.*events.*50.*of music.*67%/s);
  stage.destroy();
});

test('with Alt the legend filters by a group', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { legend: 'bottom' } });
  stage.element
    .querySelector('[data-alt]')
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true, altKey: true }));
  expect(stage.host.selections).toEqual([[{ field: 'topic', op: '=', value: 'music' }]]);
  stage.destroy();
});
