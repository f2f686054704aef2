import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth } from '@heliostat/sdk/ui';
import { nameLines, toColumns } from './columns.ts';
import { toFunnel } from './steps.ts';
import panel from './ui.ts';

const frame: Frame = {
  fields: [
    fieldFromValues({ name: 'step', type: 'string' }, ['visit', 'cart', 'address', 'order']),
    fieldFromValues({ name: 'users', type: 'number' }, [48210, 12050, 9640, 9000]),
    fieldFromValues({ name: 'wait', type: 'number', unit: 's' }, [null, 90, 30, 10]),
  ],
  length: 4,
};

testPanel(panel, { frames: [frame], options: { duration: 'wait' } });

test('a click and Enter choose the step, and each is read out', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { duration: 'wait' } });
  stage.element.querySelector('.hit')?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  stage.focusable().focus();
  await stage.press('ArrowDown');
  await stage.press('ArrowDown');
  await stage.press('Enter');

  expect(stage.host.announcements[0]).toBe('visit: 48\u202f210');
  expect(stage.host.announcements[1]).toMatch(
    /^cart: 12\u202f050, 25% of the first step, 25% of the step before, −75% · −36\u202f160, after 1.5 min$/,
  );
  expect(stage.host.selections).toEqual([
    [{ field: 'step', op: '=', value: 'visit' }],
    [{ field: 'step', op: '=', value: 'cart' }],
  ]);
  expect(stage.host.summaries.at(-1)).toContain('most are lost before cart');
  stage.destroy();
});

test('the largest loss is marked, and steps beyond the limit are said on the panel', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  expect(stage.element.querySelectorAll('.worst')).toHaveLength(1);
  await stage.update({ options: { ...stage.props.options, maxSteps: 2 } });
  expect(stage.element.textContent).toContain('2 later steps not shown');
  stage.destroy();
});

test('a tooltip says what of the first step and of the one before is left', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { duration: 'wait' } });
  stage.element
    .querySelectorAll('.hit')[2]
    ?.dispatchEvent(new MouseEvent('pointermove', { bubbles: true, clientX: 9, clientY: 9 }));
  await stage.settle();
  expect(stage.host.portal.textContent).toMatch(/address.*9640.*20%.*80%.*30 s/s);
  stage.destroy();
});

test('names and numbers leave the bars a third of the width, whatever the texts', () => {
  const options = stageOptions();
  const name = fc.string({ maxLength: 80 });
  fc.assert(
    fc.property(name, fc.integer({ min: 150, max: 1600 }), (text, width) => {
      const one = {
        fields: [
          fieldFromValues({ name: 'step', type: 'string' }, [text, 'b']),
          fieldFromValues({ name: 'users', type: 'number' }, [123456789, 5]),
        ],
        length: 2,
      } as const;
      const { names, numbers } = toColumns(toFunnel([one], options, {}), width, 'both');
      expect(width - names - numbers).toBeGreaterThanOrEqual(width * 0.33);
    }),
  );
});

test('a long name stands in two lines where they have room, else it is cut', () => {
  const room = { width: 90, lines: 2 };
  expect(nameLines('cart', room)).toEqual(['cart']);
  expect(nameLines('chose a way of paying', room)).toEqual(['chose a way of', 'paying']);
  expect(nameLines('checkout_payment_done', room)).toEqual(['checkout_', 'payment_done']);
  expect(nameLines('chose a way of paying', { ...room, lines: 1 })).toEqual(['chose a way o…']);
  expect(nameLines('Donaudampfschifffahrt', room)).toHaveLength(1);
});

test('no line of a name is wider than its room, whatever it is', () => {
  const name = fc.string({ unit: 'grapheme', maxLength: 80 });
  fc.assert(
    fc.property(name, fc.integer({ min: 10, max: 200 }), (text, width) => {
      for (const line of nameLines(text, { width, lines: 2 }))
        expect(textWidth(line, 12)).toBeLessThanOrEqual(width);
    }),
  );
});

test('on a narrow panel a long name is read in full', async () => {
  const long = {
    fields: [
      fieldFromValues({ name: 'step', type: 'string' }, [
        'opened the page',
        'chose a way of paying',
      ]),
      fieldFromValues({ name: 'users', type: 'number' }, [48210, 12050]),
    ],
    length: 2,
  } as const;
  const stage = await stagePanel(panel, { frames: [long] });
  await stage.update({ width: 340, height: 220 });
  const names = [...stage.element.querySelectorAll('.name')].map((one) =>
    [...one.children].map((line) => line.textContent).join(' '),
  );
  expect(names).toEqual(['opened the page', 'chose a way of paying']);
  stage.destroy();
});

function stageOptions() {
  return { sort: 'none', align: 'left', shares: 'both', maxSteps: 12 } as const;
}

test('a number below a hundred has three digits that count, not all that a division gives', () => {
  const rows = {
    fields: [
      fieldFromValues({ name: 'step', type: 'string' }, ['a', 'b', 'c']),
      fieldFromValues({ name: 'users', type: 'number' }, [1000 / 3, 1000 / 11, 7]),
    ],
    length: 3,
  } as const;
  const { lines } = toColumns(toFunnel([rows], stageOptions(), {}), 600, 'both');
  expect(lines.map(({ value }) => value)).toEqual(['333', '90.9', '7']);
});
