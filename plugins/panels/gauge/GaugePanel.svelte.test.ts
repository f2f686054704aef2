import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitDial, fitSize, layRows, tileDials } from './layout.ts';
import panel from './ui.ts';

const frame: Frame = {
  fields: [
    fieldFromValues({ name: 'host', type: 'string' }, ['web-1', 'web-2', 'web-3', 'web-4']),
    fieldFromValues({ name: 'load', type: 'number' }, [40, 70, 95, 130]),
  ],
  length: 4,
};
const fields = {
  load: { unit: 'percent', target: 80, thresholds: [{ at: 90, color: 'crit', label: 'full' }] },
};

testPanel(panel, { frames: [frame], fields });

test.each(['radial', 'linear'])(
  'a click and Enter choose the value of a %s gauge',
  async (shape) => {
    const stage = await stagePanel(panel, { frames: [frame], fields, options: { shape } });

    const [first] = stage.element.querySelectorAll('.hit');
    first?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    stage.focusable().focus();
    await stage.press('End');
    await stage.press('ArrowLeft');
    await stage.press('Enter');

    expect(stage.host.announcements).toEqual([
      'web-4 130%, on a scale from 0% to 100%, target 80%',
      'web-3 95%, on a scale from 0% to 100%, target 80%',
    ]);
    expect(stage.host.selections).toEqual([
      [{ field: 'host', op: '=', value: 'web-1' }],
      [{ field: 'host', op: '=', value: 'web-3' }],
    ]);
    stage.destroy();
  },
);

test('the tooltip tells value, target and scale', async () => {
  const stage = await stagePanel(panel, { frames: [frame], fields });
  const third = stage.element.querySelectorAll('.hit')[2];
  third?.dispatchEvent(new MouseEvent('pointermove', { bubbles: true, clientX: 5, clientY: 5 }));
  await stage.settle();
  const text = stage.host.portal.textContent.replaceAll(/\s+/g, ' ');
  for (const part of ['web-3', 'full ■ 95%', 'target 80%', '0% – 100%'])
    expect(text).toContain(part);
  stage.destroy();
});

test('bars that do not fit are counted on the panel', async () => {
  const stage = await stagePanel(panel, { frames: [frame], options: { shape: 'linear' } });
  await stage.update({ height: 50 });
  expect(stage.element.textContent).toContain('3 more not shown');
  stage.destroy();
});

test('dials stay in their boxes, which stay in the panel and apart', () => {
  const side = fc.integer({ min: 0, max: 2000 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), side, side, (count, width, height) => {
      const has = { hasLabel: true, hasEnds: true, hasBands: true };
      const boxes = tileDials(count, { width, height }, has);
      expect(boxes.length).toBeLessThanOrEqual(count);
      for (const box of boxes) {
        const dial = fitDial(box, has);
        expect(box.x + box.width).toBeLessThanOrEqual(width + 1e-6);
        expect(box.y + box.height).toBeLessThanOrEqual(height + 1e-6);
        expect(dial.cx + dial.radius).toBeLessThanOrEqual(box.x + box.width + 1e-6);
        if (dial.radius > 0)
          expect(dial.cy + dial.radius * 0.5).toBeLessThanOrEqual(box.y + box.height + 1e-6);
        expect(dial.inner).toBeLessThanOrEqual(dial.outer);
      }
    }),
  );
});

test('a number takes the largest size that fits, and none where none does', () => {
  expect(fitSize({ text: '42' }, 200, 100)).toBe(64);
  expect(fitSize({ text: '1234567890', suffix: ' ms' }, 100, 100)).toBe(12);
  expect(fitSize({ text: '1234567890' }, 20, 100)).toBe(0);
});

test('several bars stand on lines of their own where the panel is wide, else under their names', () => {
  const four = Array.from({ length: 4 }, (_, i) => ({ label: `name ${i}`, text: '10%' }));
  expect(layRows(four, { width: 600, height: 200 })).toMatchObject({ isInline: true });
  expect(layRows(four, { width: 200, height: 100 })).toMatchObject({
    isInline: false,
    boxes: { length: 2 },
  });
});

test('the numbers of a panel are set in one size, that of the longest', async () => {
  const three: Frame = {
    fields: [
      fieldFromValues({ name: 'host', type: 'string' }, ['a', 'b', 'c']),
      fieldFromValues({ name: 'load', type: 'number' }, [1, 22, 98765.4]),
    ],
    length: 3,
  };
  const stage = await stagePanel(panel, { frames: [three] });
  await stage.update({ width: 420, height: 150 });
  const texts = [...stage.element.querySelectorAll('text.value')];
  const sizes = new Set(texts.map((text) => text.getAttribute('font-size')));
  expect([texts.length, sizes.size]).toEqual([3, 1]);
  stage.destroy();
});
