import type { DashboardDocument, LayoutCell, LayoutRow } from './dashboard.ts';
import { diffParts } from './diff-parts.ts';
import { isEqual, toTree, type Tree } from './tree.ts';

type Pairs = readonly (readonly [from: string, to: string])[];

/** New names of what is the same under another name. */
export interface Renames {
  variables: Pairs;
  queries: Pairs;
  annotations: Pairs;
  panels: Pairs;
}

/**
 * What was only given another name: of everything removed and added, pairs that say the same, then pairs
 * that share most of what they say.
 */
export function findRenames(before: DashboardDocument, after: DashboardDocument): Renames {
  const variables = pairUp(toTree(before.variables), toTree(after.variables));
  const queries = pairUp(toTree(before.queries), toTree(after.queries));
  // A panel whose query has another name is not thereby another panel.
  const earlier = applyRenames(before, { variables, queries, annotations: [], panels: [] });
  return {
    variables,
    queries,
    annotations: pairUp(toTree(earlier.annotations), toTree(after.annotations)),
    panels: pairUp(earlier.panels, after.panels),
  };
}

/** The document with new names, wherever they are used. */
export function applyRenames(document: DashboardDocument, renames: Renames): DashboardDocument {
  const query = rename(renames.queries);
  const panel = rename(renames.panels);
  const renamed = {
    ...document,
    variables: mapTree(toTree(document.variables), rename(renames.variables), (variable) =>
      withNames(variable, 'query', query),
    ),
    queries: mapTree(toTree(document.queries), query, (one) => withNames(one, 'from', query)),
    annotations: mapTree(toTree(document.annotations), rename(renames.annotations), (one) =>
      withNames(withNames(one, 'query', query), 'panels', panel),
    ),
    panels: mapTree(document.panels, panel, (one) =>
      withNames(withNames(one, 'query', query), 'queries', query),
    ),
    ...(document.controls && { controls: document.controls.map(rename(renames.variables)) }),
    layout: { ...document.layout, rows: document.layout.rows.map((row) => renameRow(row, panel)) },
  };
  return renamed as unknown as DashboardDocument;
}

type Rename = (name: string) => string;

function rename(pairs: Pairs): Rename {
  const names = new Map(pairs);
  return (name) => names.get(name) ?? name;
}

function mapTree(tree: Tree, key: Rename, value: (entry: Tree) => Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([name, entry]) => [key(name), value(toTree(entry))]),
  );
}

function withNames(tree: Tree, key: string, name: Rename): Tree {
  const value = tree[key];
  if (typeof value === 'string') return { ...tree, [key]: name(value) };
  return Array.isArray(value) ? { ...tree, [key]: value.map((one) => name(String(one))) } : tree;
}

function renameRow(row: LayoutRow, panel: Rename): LayoutRow {
  return { ...row, cells: row.cells.map((cell) => renameCell(cell, panel)) };
}

function renameCell(cell: LayoutCell, panel: Rename): LayoutCell {
  return {
    ...cell,
    ...(cell.panel !== undefined && { panel: panel(cell.panel) }),
    ...(cell.stack !== undefined && { stack: cell.stack.map(panel) }),
  };
}

function pairUp(before: Tree, after: Tree): Pairs {
  const removed = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const added = Object.keys(after).filter((name) => !Object.hasOwn(before, name));
  const candidates = removed.flatMap((from) =>
    added.map((to) => ({ from, to, likeness: likeness(toTree(before[from]), toTree(after[to])) })),
  );
  const pairs: [string, string][] = [];
  for (const { from, to } of candidates
    .filter(({ likeness }) => likeness >= enough)
    .sort((a, b) => b.likeness - a.likeness)) {
    if (pairs.some(([left, right]) => left === from || right === to)) continue;
    pairs.push([from, to]);
  }
  return pairs;
}

const enough = 0.7;

/** Share of what either says that both say: 1 for the same. */
function likeness(a: Tree, b: Tree): number {
  if (isEqual(a, b)) return 1;
  const differing = diffParts(a, b).length;
  const all = new Set([...leafPaths(a), ...leafPaths(b)]).size;
  return all === 0 ? 0 : 1 - differing / all;
}

function leafPaths(tree: Tree): string[] {
  return diffParts({}, tree).map(({ path }) => JSON.stringify(path));
}
