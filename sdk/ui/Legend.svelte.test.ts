import { flushSync, mount, unmount } from 'svelte';
import { expect, test } from 'vitest';
import type { Filter } from '../datasource.ts';
import { createTestHost } from '../testing/panel-host.ts';
import Legend from './Legend.svelte';

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
