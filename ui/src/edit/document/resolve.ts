import type { DashboardDocument } from '@heliostat/sdk';
import { mergeDashboards, type MergeConflict } from '@heliostat/sdk/merge';
import { panelsOf, withRows } from './rows.ts';
import { columns } from './spans.ts';

export type Side = 'mine' | 'theirs';

/** A merge with a choice for each conflict, by `conflictKey`; what nothing is chosen for stays mine. */
export function mergeWith(
  versions: { base: DashboardDocument; mine: DashboardDocument; theirs: DashboardDocument },
  choices: ReadonlyMap<string, Side> = new Map(),
): DashboardDocument {
  const { base, mine, theirs } = versions;
  const { document, conflicts } = mergeDashboards(base, mine, theirs);
  const chosen = conflicts.filter((one) => choices.get(conflictKey(one)) === 'theirs');
  const resolved = chosen.reduce<unknown>(
    (value, conflict) => setAt(value, conflict.path, conflict.theirs),
    document,
  );
  return placeAll(resolved as DashboardDocument);
}

/** The same for the same place. */
export function conflictKey({ path }: MergeConflict): string {
  return JSON.stringify(path);
}

/** The value with another one at a path; undefined takes the key away. */
export function setAt(value: unknown, path: readonly (string | number)[], next: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return next;
  if (Array.isArray(value)) return value.with(Number(key), setAt(value[Number(key)], rest, next));
  const { [key]: old, ...others } = (value ?? {}) as Record<string, unknown>;
  const inner = setAt(old, rest, next);
  if (inner === undefined) return others;
  // A key that is there keeps its place.
  return { ...(value ?? {}), [key]: inner };
}

/** No cell for a panel that is gone, none twice, and a place for each that has none. */
export function placeAll(document: DashboardDocument): DashboardDocument {
  const placed = new Set<string>();
  const isNew = (slug: string): boolean => {
    const isIt = Object.hasOwn(document.panels, slug) && !placed.has(slug);
    placed.add(slug);
    return isIt;
  };
  const rows = document.layout.rows.map((row) => ({
    ...row,
    cells: row.cells.flatMap((cell) => {
      const all = panelsOf(cell);
      const kept = all.filter(isNew);
      if (kept.length === all.length) return [cell];
      return kept.length === 0 ? [] : [{ ...cell, stack: kept }];
    }),
  }));
  const missing = Object.keys(document.panels).filter((slug) => !placed.has(slug));
  const added = missing.map((panel) => ({ cells: [{ panel, span: columns / 2 }] }));
  const next = withRows(document, [...rows, ...added]);
  return JSON.stringify(next.layout) === JSON.stringify(document.layout) ? document : next;
}
