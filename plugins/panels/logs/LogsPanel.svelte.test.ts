import { fieldFromValues, type Frame } from '@heliostat/sdk';
import { stagePanel, testPanel } from '@heliostat/sdk/testing/panel';
import { expect, test } from 'vitest';
import panel from './ui.ts';

const start = Date.UTC(2026, 10, 22, 11);
const levels = ['info', 'error', 'warn', 'debug'];

function logOf(length: number, first = 0): Frame {
  const rows = Array.from({ length }, (_, i) => first + i);
  return {
    fields: [
      fieldFromValues(
        { name: 'ts', type: 'time' },
        rows.map((i) => start + i * 100),
      ),
      fieldFromValues(
        { name: 'level', type: 'string' },
        rows.map((i) => levels[i % 4]),
      ),
      fieldFromValues(
        { name: 'message', type: 'string' },
        rows.map((i) => `request ${i} done`),
      ),
      fieldFromValues(
        { name: 'host', type: 'string' },
        rows.map((i) => `web-${i % 3}`),
      ),
    ],
    length,
  };
}

testPanel(panel, { frames: [logOf(8)] });

const lines = (element: HTMLElement) => [...element.querySelectorAll<HTMLElement>('.line')];
const click = (element: Element | null | undefined) =>
  element?.dispatchEvent(new MouseEvent('click', { bubbles: true }));

async function type(stage: Awaited<ReturnType<typeof stagePanel>>, text: string) {
  const input = stage.element.querySelector('input')!;
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await stage.settle();
}

test('of 100,000 lines only those in sight are on the page', async () => {
  const stage = await stagePanel(panel, { frames: [logOf(100_000)] });
  expect(lines(stage.element).length).toBeLessThan(40);
  expect(lines(stage.element)[0]?.textContent).toContain('request 99999 done');
  expect(stage.element.querySelector<HTMLElement>('.content')?.style.height).toBe('2200000px');
  stage.destroy();
});

test('a search shows what it finds, marked, and says how many', async () => {
  const stage = await stagePanel(panel, { frames: [logOf(200)] });
  await type(stage, 'request 7 web-1');
  const wanted = Array.from({ length: 200 }, (_, i) => i).filter(
    (i) => `${i}`.includes('7') && i % 3 === 1,
  );
  expect(stage.element.querySelector('[role=status]')?.textContent).toBe(`${wanted.length} of 200`);
  expect(stage.element.querySelector('mark')?.textContent).toBe('request');

  await type(stage, 'nowhere');
  expect(stage.element.textContent).toContain('No line has this');
  click([...stage.element.querySelectorAll('.message button')].at(-1));
  await stage.settle();
  expect(lines(stage.element).length).toBeGreaterThan(5);
  stage.destroy();
});

test('a click opens a line, whose values filter for and out, and shows its neighbours', async () => {
  const stage = await stagePanel(panel, { frames: [logOf(200)], options: { context: 2 } });
  await type(stage, '/request 77 /');
  click(stage.element.querySelector('.row'));
  await stage.settle();
  click(stage.element.querySelector('[aria-label="Filter for host"]'));
  click(stage.element.querySelector('[aria-label="Filter out level"]'));
  expect(stage.host.selections).toEqual([
    [{ field: 'host', op: '=', value: 'web-2' }],
    [{ field: 'level', op: '!=', value: 'error' }],
  ]);

  click(stage.element.querySelector('.around'));
  await stage.settle();
  expect(lines(stage.element).map((line) => line.querySelector('.message')?.textContent)).toEqual(
    [79, 78, 77, 76, 75].map((i) => `request ${i} done`),
  );
  expect(stage.element.querySelectorAll('.context')).toHaveLength(4);
  stage.destroy();
});

test('keys go from line to line, read it out and open it', async () => {
  const stage = await stagePanel(panel, { frames: [logOf(200)] });
  stage.element.querySelector<HTMLElement>('.list')?.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'End', 'Home', 'Enter']) await stage.press(key);
  expect(stage.host.announcements.map((text) => text.split(': ')[1])).toEqual([
    'request 199 done',
    'request 198 done',
    'request 0 done',
    'request 199 done',
  ]);
  expect(stage.element.querySelector('.details')?.textContent).toContain('web-1');
  expect(stage.host.cursor.time).toBe(start + 19_900);
  stage.destroy();
});

test.each(['newest', 'oldest'])(
  'with the %s first it follows new lines until it is scrolled away, then counts them',
  async (order) => {
    const stage = await stagePanel(panel, { frames: [logOf(200)], options: { order } });
    const list = stage.element.querySelector<HTMLElement>('.list')!;
    const scroll = async (top: number) => {
      list.scrollTop = top;
      list.dispatchEvent(new Event('scroll'));
      await stage.settle();
    };
    const first = () =>
      lines(stage.element)
        .map((line) => line.textContent)
        .join();

    await stage.update({ frames: [logOf(200, 3)] });
    expect(first()).toContain('request 202 done');
    expect(stage.element.querySelector('.fresh')).toBeNull();

    await scroll(1500);
    const seen = list.scrollTop;
    await stage.update({ frames: [logOf(203, 3)] });
    expect(stage.element.querySelector('.fresh')?.textContent.trim()).toMatch(/3\s+new/);
    // What is read stays in place: three lines of 22 px came above it, or below.
    expect(list.scrollTop - seen).toBe(order === 'newest' ? 66 : 0);

    click(stage.element.querySelector('.fresh'));
    await stage.settle();
    expect(first()).toContain('request 205 done');
    expect(stage.element.querySelector('.fresh')).toBeNull();
    stage.destroy();
  },
);

test('where no line has a level, none is said', async () => {
  const { fields, length } = logOf(8);
  const stage = await stagePanel(panel, { frames: [logOf(8)] });
  expect(stage.element.querySelector('.level')?.textContent).toBe('debug');
  stage.destroy();
  const bare = await stagePanel(panel, {
    frames: [{ fields: fields.filter(({ name }) => name !== 'level'), length }],
  });
  expect(lines(bare.element)).toHaveLength(8);
  expect(bare.element.querySelector('.level')).toBeNull();
  bare.destroy();
});

test('a hidden level hides its lines', async () => {
  const stage = await stagePanel(panel, { frames: [logOf(8)] });
  const entry = [...stage.element.querySelectorAll('button')].find((one) =>
    one.textContent.includes('error'),
  );
  entry?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  await stage.settle();
  expect(stage.host.choices).toEqual([{ mode: 'only', names: ['error'] }]);
  expect(lines(stage.element)).toHaveLength(2);
  stage.destroy();
});

test('without a text it says what a log needs', async () => {
  const stage = await stagePanel(panel, { frames: [logOf(8)] });
  await stage.update({ frames: [{ fields: logOf(8).fields.slice(0, 1), length: 8 }] });
  expect(stage.element.textContent).toContain('A log needs rows with a time and a text');
  stage.destroy();
});

test('above the legend the list ends with a whole line; where there is little room, the text stays', async () => {
  const times = Array.from({ length: 50 }, (_, i) => start + i);
  const many: Frame = {
    fields: [
      fieldFromValues({ name: 'ts', type: 'time' }, times),
      fieldFromValues(
        { name: 'level', type: 'string' },
        times.map((_, i) => levels[i % 4] ?? ''),
      ),
      fieldFromValues(
        { name: 'message', type: 'string' },
        times.map((_, i) => `line ${i}`),
      ),
    ],
    length: 50,
  };
  const stage = await stagePanel(panel, { frames: [many] });
  for (const height of [300, 307, 311]) {
    await stage.update({ width: 420, height });
    const frame = stage.element.querySelector<HTMLElement>('.frame');
    expect(parseFloat(frame?.style.height ?? '1') % 22).toBe(0);
  }
  expect(stage.element.querySelector('.time')).not.toBeNull();
  await stage.update({ width: 90, height: 200 });
  expect(stage.element.querySelector('.time')).toBeNull();
  expect(stage.element.textContent).toContain('line 4');
  stage.destroy();
});
