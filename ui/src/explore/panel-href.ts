import { formatFilter, own, parseFilter, variablesOfQuery } from '@heliostat/sdk';
import type { Board } from '../dashboard/board.svelte.ts';
import { readId } from '../dashboard/repeat.ts';
import { unsavedVariables, withSources } from '../dashboard/unsaved.ts';
import { Address, sides } from './address.ts';
import { toPanel, toText, type PaneState } from './pane-state.ts';

/**
 * A link to Explore with what a panel asks, as it asks it now: its first two queries, the range, the time of
 * its own, filters and the values of the variables. The values stay beside the text; nothing of them is put into it.
 */
export function exploreHref(board: Board, id: string): string | undefined {
  const panes = board
    .queriesOf(id)
    .flatMap((name) => paneOf(board, id, name) ?? [])
    .slice(0, sides.length);
  if (panes.length === 0) return;
  const { from, to, timeZone, compare, refresh } = board.view;
  const range = new URLSearchParams({
    ...{ from, to },
    ...(timeZone !== 'browser' && { zone: timeZone }),
    ...(compare !== undefined && { compare }),
    ...(refresh !== 'off' && { refresh }),
  });
  return panes.reduce((address, pane, i) => {
    const side = sides[i] ?? 'left';
    const filters = filtersOf(board).map((text): [string, string] => ['filter', text]);
    const view = new URLSearchParams([...range, ...filters]).toString();
    return address.withPane(side, pane).withView(side, view);
  }, new Address('')).href;
}

function paneOf(board: Board, id: string, name: string): PaneState | undefined {
  const { document } = board;
  const { [name]: query, ...sources } = withSources(name, document.queries ?? {});
  const panel = board.panel(id);
  if (query === undefined || panel === undefined) return;
  const variables = valuesOf(board, id, name);
  return {
    query,
    ...(Object.keys(sources).length > 0 && { sources }),
    ...(Object.keys(variables).length > 0 && { dashboard: board.path, variables }),
    panel: toPanel(panel),
  };
}

/** Of the variables the query mentions. */
function valuesOf(board: Board, id: string, name: string): Record<string, string | string[]> {
  const { document } = board;
  const params = unsavedVariables(document, board.variables.params(board.variables.of(id)));
  const used = variablesOfQuery(name, document).filter(
    (slug) => document.variables?.[slug]?.type !== 'filters',
  );
  const { scope } = readId(id);
  return Object.fromEntries(
    used.map((slug) => [slug, toText(own(scope, slug) ?? params[slug] ?? [])]),
  );
}

/** Those of a click and those that variables hold. */
function filtersOf({ document, view }: Board): readonly string[] {
  const held = Object.entries(document.variables ?? {}).flatMap(([slug, { type }]) =>
    type === 'filters' ? (view.variables[slug] ?? []) : [],
  );
  const read = held.flatMap((text) => parseFilter(text) ?? []);
  return [...new Set([...view.filters, ...read].map(formatFilter))];
}
