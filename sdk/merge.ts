import type { DashboardDocument } from './dashboard.ts';
import { mergeRows } from './merge-layout.ts';
import { eachVersion, isSame, mergeValue, type MergeConflict } from './merge-tree.ts';
import { toTree } from './tree.ts';

export type { MergeConflict } from './merge-tree.ts';

export interface DashboardMerge {
  /** Both changes; where they conflict, mine. */
  document: DashboardDocument;
  conflicts: MergeConflict[];
}

/**
 * Both changes to a dashboard as one: key by key in objects, by names in lists of names, by cells in the
 * layout; any other list counts as one value. Panels, queries and variables that both added under one name
 * are not mixed. Nothing is mutated.
 */
export function mergeDashboards(
  base: DashboardDocument,
  mine: DashboardDocument,
  theirs: DashboardDocument,
): DashboardMerge {
  if (isSame(base, mine)) return { document: theirs, conflicts: [] };
  if (isSame(base, theirs)) return { document: mine, conflicts: [] };
  const conflicts: MergeConflict[] = [];
  const versions = { base, mine, theirs };
  const merged = toTree(mergeValue(eachVersion(versions, withoutRows), [], conflicts));
  const left = Object.keys(toTree(merged['panels']));
  const sides = [base, mine, theirs].map(({ panels }) => panels);
  const all = sides.flatMap((panels) => Object.keys(panels));
  const rows = mergeRows(
    eachVersion(versions, ({ layout }) => layout.rows),
    {
      gone: new Set(all.filter((name) => !left.includes(name))),
      kept: new Set(left.filter((name) => sides.some((panels) => !Object.hasOwn(panels, name)))),
      conflicts,
    },
  );
  const document = { ...merged, layout: { ...toTree(merged['layout']), rows } };
  return { document: document as unknown as DashboardDocument, conflicts };
}

/** Rows are merged by cells, all else by keys. */
function withoutRows(document: DashboardDocument): object {
  const { rows: _rows, ...rest } = document.layout;
  return { ...document, layout: rest };
}
