import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import { expect, test } from 'vitest';
import panel from './ui.ts';

const frame: Frame = {
  fields: [
    fieldFromValues({ name: 'country', type: 'string' }, ['DE', 'PL', 'FR', 'US']),
    fieldFromValues({ name: 'events', type: 'number' }, [40, 30, 20, 10]),
  ],
  length: 4,
};
const text = ['# Now', '', 'The last is **{country}** with {events}.', '', '- one', '- two'];

testPanel(panel, { frames: [frame], options: { text } });

test('it shows headings, lists and values, and says which names are unknown', async () => {
  const stage = await stagePanel(panel, {
    frames: [frame],
    options: { text: [...text, '', '${env} ${gone}'] },
  });
  await stage.update({ variables: { env: ['live'] } });

  expect(stage.element.querySelector('h3')?.textContent).toBe('Now');
  expect(stage.element.textContent).toContain('live');
  expect(stage.element.textContent).toContain('no such variable or field: ${gone}');
  expect(stage.host.summaries.at(-1)).toBe('Under test: Now');
  stage.destroy();
});

test('without a text it says what to do', async () => {
  const stage = await stagePanel(panel, { frames: [] });

  expect(stage.element.textContent).toContain('Write Markdown');
  stage.destroy();
});

test('arrow keys read block after block', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { text } });
  stage.focusable().focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp']) await stage.press(key);

  expect(stage.host.announcements).toEqual([
    'Now',
    'The last is US with 10.',
    'one. two',
    'The last is US with 10.',
  ]);
  stage.destroy();
});
