import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import { expect, test } from 'vitest';
import panel from './ui.ts';

const frame: Frame = {
  fields: [
    fieldFromValues({ name: 'page', type: 'string' }, ['/feed', '/profile', '/explore', '/video']),
    fieldFromValues({ name: 'views', type: 'number' }, [40, 30, 20, 10]),
  ],
  length: 4,
};

testPanel(panel, { frames: [frame] });

test('a click and Enter choose the bar', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });

  stage.element
    .querySelector<SVGRectElement>('.hit')
    ?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  stage.focusable().focus();
  await stage.press('ArrowDown');
  await stage.press('ArrowDown');
  await stage.press('Enter');

  expect(stage.host.selections).toEqual([
    [{ field: 'page', op: '=', value: '/feed' }],
    [{ field: 'page', op: '=', value: '/profile' }],
  ]);
  stage.destroy();
});

test('a drag over bars, and Shift with arrows, choose them all', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });
  const hits = [...stage.element.querySelectorAll<SVGRectElement>('.hit')];
  const point = (type: string, at: number): void =>
    void hits[at]?.dispatchEvent(
      new PointerEvent(type, { bubbles: true, button: 0, buttons: type === 'pointerup' ? 0 : 1 }),
    );
  point('pointerdown', 2);
  point('pointermove', 1);
  point('pointermove', 0);
  point('pointerup', 0);
  stage.focusable().focus();
  await stage.press('ArrowDown');
  await stage.press('ArrowDown', { shiftKey: true });
  await stage.press('Enter');

  expect(stage.host.selections).toEqual([
    [{ field: 'page', op: 'in', value: ['/feed', '/profile', '/explore'] }],
    [{ field: 'page', op: 'in', value: ['/feed', '/profile'] }],
  ]);
  stage.destroy();
});

test('long names that begin alike are told apart where they have no room', async () => {
  const names = ['a', 'b'].map((zone) => `checkout-service-of-the-shop-eu-west-1-${zone}`);
  const fields = [
    fieldFromValues({ name: 'service', type: 'string' }, names),
    fieldFromValues({ name: 'views', type: 'number' }, [40, 30]),
  ];
  const stage = await stagePanel(panel, { frames: [{ fields, length: 2 }] });
  await stage.update({ width: 260, height: 200 });
  const texts = [...stage.element.querySelectorAll('text')].map(({ textContent }) => textContent);
  expect(texts).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^check.*….*1-a$/),
      expect.stringMatching(/^check.*….*1-b$/),
    ]),
  );
  stage.destroy();
});
