import { flushSync, mount, unmount } from 'svelte';
import { expect, test } from 'vitest';
import type { Filter } from '../datasource.ts';
import { createTestHost } from '../testing/panel-host.ts';
import Legend from './Legend.svelte';
import { legendRows } from './legend.ts';

const filters: Filter[] = [{ field: 'type', op: '=', value: 'like' }];

function stage(canSelect: boolean) {
  const host = { ...createTestHost(), canSelect };
  const picks: string[] = [];
  const legend = mount(Legend, {
    target: document.body,
    props: {
      items: [
        { name: 'like', color: 'red', isHidden: false, filters },
        { name: 'other', color: 'grey', isHidden: false, filters: [] },
      ],
      host,
      onpick: (name: string, mode: string) => picks.push(`${name} ${mode}`),
    },
  });
  flushSync();
  const buttons = [...document.querySelectorAll('button')];
  const click = (at: number) =>
    buttons[at]?.dispatchEvent(new MouseEvent('click', { altKey: true, bubbles: true }));
  const enter = (at: number, held: KeyboardEventInit) =>
    buttons[at]?.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...held }),
    );
  return { host, picks, click, enter, destroy: () => unmount(legend) };
}

test('with Alt an entry is filtered by; one that stands for nothing is picked', async () => {
  const { host, picks, click, destroy } = stage(true);
  click(0);
  click(1);
  expect(host.selections).toEqual([filters]);
  expect(picks).toEqual(['other isolate']);
  await destroy();
});

test('where nothing comes of choosing, Alt picks', async () => {
  const { host, picks, click, destroy } = stage(false);
  click(0);
  expect(host.selections).toEqual([]);
  expect(picks).toEqual(['like isolate']);
  await destroy();
});

test('Enter does what a click does, with the same keys held', async () => {
  const { host, picks, enter, destroy } = stage(true);
  enter(0, { altKey: true });
  enter(0, { ctrlKey: true });
  enter(1, { shiftKey: true });
  enter(1, {});
  expect(host.selections).toEqual([filters]);
  expect(picks).toEqual(['like toggle', 'other range', 'other isolate']);
  await destroy();
});

test('Enter that is held down picks once, and presses no button again', async () => {
  const { picks, enter, destroy } = stage(true);
  enter(1, {});
  const isLeftToBrowser = enter(1, { repeat: true });
  expect(isLeftToBrowser).toBe(false);
  expect(picks).toEqual(['other isolate']);
  await destroy();
});

test('a legend below a chart takes the rows that its entries do, in columns of names and values too', () => {
  const names = ['series 0', 'series 1', 'series 2'];
  // As Chromium lays them out: 343 px in one row.
  expect(legendRows(names, 352, [6.6])).toBe(1);
  expect(legendRows(names, 330, [6.6])).toBe(2);
  expect(legendRows(names, 200)).toBe(2);
  expect(legendRows(names, 600, [50, 50])).toBe(2);
  expect(legendRows([], 352)).toBe(1);
});

test('what differs in names that begin alike is kept apart, also beside a name of two lines', async () => {
  const names = ['two\nlines', 'checkout-service-eu-west', 'checkout-service-eu-east'];
  const items = names.map((name) => ({ name, color: 'red', isHidden: false, filters: [] }));
  const legend = mount(Legend, {
    target: document.body,
    props: { items, host: createTestHost(), onpick: () => undefined },
  });
  flushSync();
  const rests = [...document.querySelectorAll('button')].map(
    (entry) => entry.querySelector('.rest')?.textContent,
  );
  expect(rests).toEqual([
    undefined,
    expect.stringMatching(/west$/),
    expect.stringMatching(/east$/),
  ]);
  await unmount(legend);
});
