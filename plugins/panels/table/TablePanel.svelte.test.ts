import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import { expect, test, vi } from 'vitest';
import panel from './ui.ts';

const frame: Frame = {
  fields: [
    fieldFromValues({ name: 'page', type: 'string' }, ['/feed', '/profile', '/explore', '/video']),
    fieldFromValues({ name: 'views', type: 'number' }, [10, 30, 20, 40]),
  ],
  length: 4,
};

testPanel(panel, { frames: [frame], fields: { views: { cell: 'bar' } } });

const texts = (element: HTMLElement) =>
  [...element.querySelectorAll('.row')].map((row) => row.firstElementChild?.textContent.trim());

test('a click on a head sorts, by keyboard too', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });

  stage.element.querySelectorAll<HTMLButtonElement>('.head button')[1]?.click();
  await stage.settle();
  expect(texts(stage.element)).toEqual(['/video', '/profile', '/explore', '/feed']);

  stage.focusable().focus();
  for (const key of ['ArrowUp', 'ArrowLeft', 'Enter']) await stage.press(key);
  expect(texts(stage.element)).toEqual(['/explore', '/feed', '/profile', '/video']);
  stage.destroy();
});

test('a scroll bar beside the rows leaves the columns their room', async () => {
  const inner = vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(300);
  const stage = await stagePanel(panel, { frames: [frame] });
  await stage.settle();

  expect(stage.element.querySelector<HTMLElement>('.body')?.style.width).toBe('300px');
  stage.destroy();
  inner.mockRestore();
});

test('a text cell chooses its value', async () => {
  const stage = await stagePanel(panel, { frames: [frame] });

  stage.element.querySelector<HTMLElement>('[role=gridcell]')?.click();

  expect(stage.host.selections).toEqual([[{ field: 'page', op: '=', value: '/feed' }]]);
  stage.destroy();
});

test('two columns may have the same name', async () => {
  const twice = { fields: [...frame.fields, frame.fields[0]!], length: 4 };
  const stage = await stagePanel(panel, { frames: [twice] });

  const row = stage.element.querySelector('.row');
  expect([...row!.children].map((cell) => cell.textContent.trim())).toEqual([
    '/feed',
    '10',
    '/feed',
  ]);
  stage.destroy();
});

test('Enter follows a link as a click does, so that the page need not load anew', async () => {
  const fields = { page: { link: '/d/shop{page}' } };
  const stage = await stagePanel(panel, { frames: [frame], fields });
  const followed: string[] = [];
  stage.element.addEventListener('click', (event) => {
    event.preventDefault();
    followed.push((event.target as Element).getAttribute('href') ?? '');
  });
  stage.focusable().focus();
  await stage.settle();
  await stage.press('Enter');
  expect(followed).toEqual(['/d/shop%2Ffeed']);
  stage.destroy();
});

test('a million rows are a few dozen elements', async () => {
  const values = Array.from({ length: 1_000_000 }, (_, i) => i);
  const long: Frame = {
    fields: [fieldFromValues({ name: 'n', type: 'number' }, values)],
    length: values.length,
  };
  const stage = await stagePanel(panel, { frames: [long] });

  expect(stage.element.querySelectorAll('.row').length).toBeLessThan(40);
  expect(stage.element.querySelector('[role=grid]')?.getAttribute('aria-rowcount')).toBe('1000001');
  stage.destroy();
});
