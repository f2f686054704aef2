import type {
  DashboardDocument,
  LayoutCell,
  LayoutRow,
  PanelDocument,
  QueryDocument,
  Variable,
} from '@heliostat/sdk';
import { renameInPanel, renameInVariable } from '../../panel-editor/document/queries.ts';
import { joinVariables, renameTaken, variablesFor } from './fragment-variables.ts';
import { dropUnused, queriesOfPanel, renameSources, withSources } from './queries.ts';
import { placeCells, unplacePanels } from './move.ts';
import { cellsFor, changeRow, defaultHeight, findPanel, panelsOf, type OpenPlace } from './rows.ts';
import { freeSlug } from './slugs.ts';
import { columns, usedColumns } from './spans.ts';

/** What came of putting panels into a document, and what they are called there. */
export interface Added {
  document: DashboardDocument;
  slugs: readonly string[];
}

/** Panels as they travel over the clipboard, with the queries and variables they need. */
export interface PanelFragment {
  kind: 'panels';
  format: 1;
  panels: Readonly<Record<string, PanelDocument>>;
  queries: Readonly<Record<string, QueryDocument>>;
  variables?: Readonly<Record<string, Variable>>;
  /** What a repeated row says, where they are all of its panels. */
  row?: Omit<LayoutRow, 'cells'>;
  /** Their places: how wide, and how high the row was. */
  cells: readonly LayoutCell[];
  height?: number;
}

/** A panel with a name of its own, in the place given. */
export function addPanel(
  document: DashboardDocument,
  panel: PanelDocument,
  place: OpenPlace,
): Added {
  const slug = freeSlug(panel.title ?? panel.type, Object.keys(document.panels));
  const added = { ...document, panels: { ...document.panels, [slug]: panel } };
  const row = place.kind === 'cell' ? document.layout.rows[place.row] : undefined;
  const free = columns - usedColumns(row?.cells ?? []);
  const span = free >= 4 && free < columns ? free : columns / 2;
  return { document: placeCells(added, [{ panel: slug, span }], { place }), slugs: [slug] };
}

/** Panels away, and the queries only they used. */
export function deletePanels(
  document: DashboardDocument,
  slugs: readonly string[],
): DashboardDocument {
  const names = withSources(
    document,
    slugs.flatMap((slug) => queriesOfPanel(document, slug)),
  );
  const panels = Object.fromEntries(
    Object.entries(document.panels).filter(([slug]) => !slugs.includes(slug)),
  );
  return dropUnused({ ...unplacePanels(document, slugs), panels }, names);
}

/** A row away, with its panels. */
export function deleteRow(document: DashboardDocument, index: number): DashboardDocument {
  const row = document.layout.rows[index];
  if (row === undefined) return document;
  const rows = document.layout.rows.toSpliced(index, 1);
  const without = { ...document, layout: { ...document.layout, rows } };
  const slugs = row.cells.flatMap((cell) => cell.stack ?? cell.panel ?? []);
  return deletePanels(without, slugs);
}

/** Shown instead of the slug; an empty title is none. */
export function renamePanel(
  document: DashboardDocument,
  slug: string,
  text: string,
): DashboardDocument {
  const panel = document.panels[slug];
  if (panel === undefined) return document;
  const title = text.trim().slice(0, 200);
  const { title: _old, ...rest } = panel;
  // As in a file: the type first.
  const renamed = title === '' ? rest : { ...panel, title };
  return { ...document, panels: { ...document.panels, [slug]: renamed } };
}

/** Copies behind the originals, over the same queries. */
export function duplicatePanels(document: DashboardDocument, slugs: readonly string[]): Added {
  const { cells } = copyPanels(document, slugs);
  const last = cells.flatMap(({ panel }) => panel ?? []).at(-1);
  const spot = last === undefined ? undefined : findPanel(document, last);
  if (spot === undefined) return { document, slugs: [] };
  return pastePanels(document, copyPanels(document, slugs), {
    kind: 'cell',
    row: spot.row,
    cell: spot.cell + 1,
  });
}

/** In the order in which they are read. */
export function copyPanels(document: DashboardDocument, slugs: readonly string[]): PanelFragment {
  const cells = cellsFor(document, slugs);
  const ordered = cells.flatMap(({ panel }) => panel ?? []);
  const panels = ordered.map((slug) => [slug, document.panels[slug]] as const);
  const read = ordered.flatMap((slug) => queriesOfPanel(document, slug));
  const first = ordered[0] === undefined ? undefined : findPanel(document, ordered[0]);
  const height = document.layout.rows[first?.row ?? -1]?.height ?? defaultHeight;
  const row = wholeRow(document, ordered);
  const shown = {
    panels: Object.fromEntries(panels.flatMap(([slug, panel]) => (panel ? [[slug, panel]] : []))),
    queries: pickQueries(document, read),
    cells,
    ...(row !== undefined && { row }),
  };
  const variables = variablesFor(document, shown);
  const asked = Object.values(variables).flatMap((one) => (one.type === 'query' ? one.query : []));
  return {
    ...{ kind: 'panels', format: 1 },
    ...shown,
    queries: pickQueries(document, [...read, ...asked]),
    ...(Object.keys(variables).length > 0 && { variables }),
    ...(height !== defaultHeight && { height }),
  };
}

function pickQueries(
  document: DashboardDocument,
  names: readonly string[],
): Record<string, QueryDocument> {
  return Object.fromEntries(
    withSources(document, names).map((name) => [name, document.queries?.[name] as QueryDocument]),
  );
}

/** Only what is repeated is more than its panels. */
function wholeRow(
  { layout }: DashboardDocument,
  slugs: readonly string[],
): Omit<LayoutRow, 'cells'> | undefined {
  const row = layout.rows.find(({ cells }) => {
    const own = cells.flatMap(panelsOf);
    return own.length === slugs.length && own.every((slug) => slugs.includes(slug));
  });
  if (row?.repeat === undefined) return undefined;
  const { title, repeat, controls } = row;
  return { ...(title !== undefined && { title }), ...(controls && { controls }), repeat };
}

/** Panels of a fragment put at a place: a query or variable that is there already is used, a name that is taken is changed. */
export function pastePanels(
  document: DashboardDocument,
  pasted: PanelFragment,
  place: OpenPlace,
): Added {
  const fragment = renameTaken(document, pasted);
  const { queries, names } = joinQueries(document, fragment);
  const name = (query: string): string => names.get(query) ?? query;
  const variables = Object.entries(fragment.variables ?? {}).map(
    ([slug, variable]) => [slug, renameInVariable(variable, name)] as const,
  );
  const taken = Object.keys(document.panels);
  const slugs = new Map<string, string>();
  for (const slug of Object.keys(fragment.panels)) {
    const free = freeSlug(slug, taken);
    taken.push(free);
    slugs.set(slug, free);
  }
  const panels = [...slugs].map(([slug, free]): [string, PanelDocument] => {
    const panel = fragment.panels[slug] as PanelDocument;
    return [free, renameInPanel(panel, name)];
  });
  const cells = [...slugs].map(([slug, free]) => {
    const cell = fragment.cells.find(({ panel }) => panel === slug);
    return { ...cell, panel: free, span: cell?.span ?? columns / 2 };
  });
  const joined = {
    ...document,
    ...joinVariables(document, { ...fragment, variables: Object.fromEntries(variables) }),
    ...(queries !== undefined && { queries }),
    panels: { ...document.panels, ...Object.fromEntries(panels) },
  };
  const { height, row } = fragment;
  const placed = placeCells(joined, cells, { place, ...(height !== undefined && { height }) });
  const isRow = row !== undefined && place.kind === 'row';
  return {
    document: isRow ? changeRow(placed, place.row, (one) => ({ ...one, ...row })) : placed,
    slugs: [...slugs.values()],
  };
}

/** The panels of another document, with what they need; a variable that is here by name is the one they mean. */
export function receivePanels(
  document: DashboardDocument,
  given: DashboardDocument,
  place: OpenPlace,
): Added {
  const here = document.variables ?? {};
  const lacking = Object.entries(given.variables ?? {}).filter(
    ([slug]) => !Object.hasOwn(here, slug),
  );
  const needed = { ...given, variables: Object.fromEntries(lacking) };
  return pastePanels(document, copyPanels(needed, Object.keys(given.panels)), place);
}

function joinQueries(
  document: DashboardDocument,
  fragment: PanelFragment,
): { queries: DashboardDocument['queries']; names: ReadonlyMap<string, string> } {
  const existing = document.queries ?? {};
  const taken = Object.keys(existing);
  const names = new Map<string, string>();
  // Over other sources the same words are another query.
  const isSame = (name: string, above: readonly string[] = []): boolean =>
    above.includes(name) ||
    (JSON.stringify(existing[name]) === JSON.stringify(fragment.queries[name]) &&
      (fragment.queries[name]?.from ?? []).every((source) => isSame(source, [...above, name])));
  for (const name of Object.keys(fragment.queries)) {
    const isThere = isSame(name);
    const free = isThere ? name : freeSlug(name, taken, 'query');
    if (!isThere) taken.push(free);
    names.set(name, free);
  }
  const added = [...names]
    .filter(([, free]) => !Object.hasOwn(existing, free))
    .map(([name, free]): [string, QueryDocument] => {
      return [free, renameSources(fragment.queries[name] as QueryDocument, names)];
    });
  if (added.length === 0) return { queries: document.queries, names };
  return { queries: { ...existing, ...Object.fromEntries(added) }, names };
}
