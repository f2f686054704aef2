import {
  textOf,
  variableDependencies,
  variablesOfQuery,
  type DashboardDocument,
  type Variable,
} from '@heliostat/sdk';
import { renameVariable } from '../../variables-editor/document/variables.ts';
import { isNamed } from '../../variables-editor/document/uses.ts';
import type { PanelFragment } from './panels.ts';
import { withSources } from './queries.ts';
import { freeSlug } from './slugs.ts';

type Variables = Readonly<Record<string, Variable>>;

/** The variables that panels, their queries and repeats mention, with those that decide what these offer. */
export function variablesFor(
  document: DashboardDocument,
  { queries, ...shown }: Pick<PanelFragment, 'panels' | 'queries' | 'cells' | 'row'>,
): Variables {
  const { variables = {} } = document;
  const text = textOf(shown);
  const named = [
    ...[...shown.cells, shown.row].map((part) => part?.repeat ?? ''),
    ...[...Object.values(shown.panels), shown.row].flatMap((part) => part?.controls ?? []),
  ];
  const wanted = Object.keys(variables).filter(
    (slug) => named.includes(slug) || isNamed(text, slug),
  );
  const asked = Object.keys(queries).flatMap((query) => variablesOfQuery(query, document));
  const found = withDependencies([...wanted, ...asked], document);
  return pick(variables, (slug) => found.has(slug));
}

/**
 * The fragment as it can be joined to a document: a variable that is there under the same slug but
 * means something else has a free one, wherever the fragment mentions it.
 */
export function renameTaken(document: DashboardDocument, fragment: PanelFragment): PanelFragment {
  const there = document.variables ?? {};
  const source = toDocument(fragment);
  const taken = [...Object.keys(there), ...Object.keys(fragment.variables ?? {})];
  let renamed = source;
  for (const slug of Object.keys(fragment.variables ?? {})) {
    if (there[slug] === undefined || isSame(slug, source, document)) continue;
    const free = freeSlug(slug, taken, 'variable');
    taken.push(free);
    renamed = renameVariable(renamed, slug, free);
  }
  return renamed === source ? fragment : { ...fragment, ...fromDocument(renamed, fragment) };
}

/** Whether a variable, the query it asks and the variables this depends on are alike in both. */
function isSame(slug: string, one: DashboardDocument, other: DashboardDocument): boolean {
  const needed = withDependencies([slug], one);
  return [...needed].every((name) => describe(name, one) === describe(name, other));
}

/** Filters are the dashboard's: a query obeys those of the one it is pasted into. */
function withDependencies(slugs: readonly string[], document: DashboardDocument): Set<string> {
  const depending = variableDependencies(document);
  const found = new Set<string>();
  const pending = [...slugs];
  for (let slug = pending.pop(); slug !== undefined; slug = pending.pop()) {
    if (found.has(slug) || document.variables?.[slug]?.type === 'filters') continue;
    found.add(slug);
    pending.push(...(depending.get(slug) ?? []));
  }
  return found;
}

function describe(slug: string, document: DashboardDocument): string {
  const variable = document.variables?.[slug];
  const names = variable?.type === 'query' ? withSources(document, [variable.query]) : [];
  return JSON.stringify([variable, names.map((name) => [name, document.queries?.[name]])]);
}

/** With the variables of a fragment that are not there yet, shown in the bar behind the others. */
export function joinVariables(
  document: DashboardDocument,
  { variables = {}, panels, row }: PanelFragment,
): Pick<DashboardDocument, 'variables' | 'controls'> {
  const there = document.variables ?? {};
  const added = pick(variables, (slug) => !Object.hasOwn(there, slug));
  if (Object.keys(added).length === 0) return {};
  const inHeads = [...Object.values(panels), row].flatMap((part) => part?.controls ?? []);
  const shown = Object.keys(added).filter(
    (slug) => added[slug]?.type !== 'constant' && !inHeads.includes(slug),
  );
  const { controls } = document;
  return {
    variables: { ...there, ...added },
    ...(controls !== undefined && { controls: [...controls, ...shown] }),
  };
}

function pick(variables: Variables, isWanted: (slug: string) => boolean): Record<string, Variable> {
  return Object.fromEntries(Object.entries(variables).filter(([slug]) => isWanted(slug)));
}

function toDocument({ panels, queries, variables, cells, row }: PanelFragment): DashboardDocument {
  return {
    ...{ kind: 'dashboard', format: 1, title: 'Fragment' },
    ...{ variables: { ...variables }, queries: { ...queries }, panels: { ...panels } },
    layout: { rows: [{ ...row, cells: [...cells] }] },
  };
}

function fromDocument(
  { panels, queries = {}, variables = {}, layout }: DashboardDocument,
  { row }: PanelFragment,
): Partial<PanelFragment> {
  const { cells = [], ...head } = layout.rows[0] ?? {};
  return { panels, queries, variables, cells, ...(row !== undefined && { row: head }) };
}
