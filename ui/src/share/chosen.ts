import { formatFilter } from '@heliostat/sdk';
import type { Board } from '../dashboard/board.svelte.ts';

/** What a viewer chose on a dashboard, in words: variables by their labels, then filters. */
export function chosenOf(board: Board): { name: string; value: string }[] {
  const { document, view } = board;
  const variables = Object.entries(document.variables ?? {}).flatMap(([slug, variable]) => {
    const values = view.variables[slug] ?? [];
    if (variable.type === 'constant' || values.length === 0 || values[0] === '') return [];
    const choices = board.variables.choices(slug);
    const value = values.map((each) => choices.labelOf(each)).join(', ');
    return [{ name: variable.label ?? slug, value }];
  });
  const filters = view.filters.map((filter) => ({ name: 'Filter', value: formatFilter(filter) }));
  return [...variables, ...filters];
}
