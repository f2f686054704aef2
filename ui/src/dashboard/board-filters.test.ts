import type { Filter } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import type { Board } from './board.svelte.ts';
import { BoardFilters } from './board-filters.ts';
import { defaultView, type View } from './view.ts';

const document: Board['document'] = {
  kind: 'dashboard',
  format: 1,
  title: 'Shop',
  panels: {},
  layout: { rows: [] },
};
const a: Filter = { field: 'a', op: '=', value: '1' };
const b: Filter = { field: 'b', op: '=', value: '2' };

function open() {
  const board = {
    document,
    view: defaultView(document),
    show: (change: Partial<View>) => (board.view = { ...board.view, ...change }),
  };
  return { board, filters: new BoardFilters(board as unknown as Board) };
}

test('removing all that was chosen is undone as one step', () => {
  const { board, filters } = open();
  filters.add([a]);
  filters.add([b]);
  filters.removeChosen();
  expect(board.view.filters).toEqual([]);
  expect([filters.back(), board.view.filters]).toEqual([true, [a, b]]);
  expect([filters.back(), board.view.filters]).toEqual([true, [a]]);
});

test('what the browser has gone back over is not undone once more', () => {
  const { board, filters } = open();
  filters.add([a]);
  board.show({ filters: [] });
  expect(filters.back()).toBe(false);
});
