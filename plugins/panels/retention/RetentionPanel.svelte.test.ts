import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import { expect, test } from 'vitest';
import panel from './ui.ts';

const frame: Frame = {
  fields: [
    fieldFromValues({ name: 'cohort', type: 'string' }, [
      'spring',
      'spring',
      'spring',
      'autumn',
      'autumn',
    ]),
    fieldFromValues({ name: 'week', type: 'number' }, [0, 1, 2, 0, 1]),
    fieldFromValues({ name: 'users', type: 'number' }, [200, 80, 50, 100, 20]),
  ],
  length: 5,
};

testPanel(panel, { frames: [frame] });

test('a click and Enter choose the cohort, and each cell is read out', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { ageName: 'week' } });
  const cells = stage.element.querySelectorAll('.cell');
  expect(cells).toHaveLength(3 + 3 + 2);
  cells[7]?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  stage.focusable().focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter']) await stage.press(key);
  await stage.press('End');
  await stage.press('ArrowDown');

  expect(stage.host.announcements).toEqual([
    'mean, week 0: of all cohorts 100%',
    'spring, week 0: still there 100%, users 200, began with 200, mean of all 100%',
    'spring, week 1: still there 40%, users 80, began with 200, mean of all 33%',
    'spring, week 2: still there 25%, users 50, began with 200, mean of all 25%',
    'not that old yet',
  ]);
  expect(stage.host.selections).toEqual([
    [{ field: 'cohort', op: '=', value: 'autumn' }],
    [{ field: 'cohort', op: '=', value: 'spring' }],
  ]);
  expect(stage.host.summaries.at(-1)).toBe(
    'Under test: 2 cohorts, ages 0 to 2, on average 25% are left at 2',
  );
  stage.destroy();
});

test('cells show shares or counts, and the means are a row that can go', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { show: 'value' } });
  expect(stage.element.textContent).toContain('80');
  expect(stage.element.textContent).toContain('mean');
  await stage.update({ options: { ...stage.props.options, show: 'share', mean: false } });
  expect(stage.element.textContent).toContain('40%');
  expect(stage.element.textContent).not.toContain('mean');
  stage.destroy();
});

test('cohorts and ages that are not drawn are said on the panel', async () => {
  const stage = await stagePanel(panel, {
    frames: [frame],
    options: { maxCohorts: 1, maxAges: 1 },
  });
  expect(stage.element.textContent).toContain('1 earlier cohort and 2 later ages not shown');
  stage.destroy();
});

test('a tooltip names the cohort, its age and what is left', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  stage.element
    .querySelectorAll('.cell')[4]
    ?.dispatchEvent(new MouseEvent('pointermove', { bubbles: true, clientX: 9, clientY: 9 }));
  await stage.settle();
  expect(stage.host.portal.textContent).toMatch(/spring, week 1.*40%.*80.*200/s);
  stage.destroy();
});
