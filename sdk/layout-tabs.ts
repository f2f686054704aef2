import type { LayoutRow } from './dashboard.ts';
import { keyLayout, keyLayoutLike, type KeyedLayout } from './layout-keys.ts';
import { eachVersion, type Versions } from './merge-tree.ts';

/** Names of the tabs of a layout, in the order in which they are shown. */
export function tabsOf(rows: readonly LayoutRow[]): string[] {
  return [...new Set(rows.flatMap(({ tab }) => tab ?? []))];
}

/** The place of a row, counted from 1 among those it is shown with: on its tab, or above all tabs. */
export function placeOnTab(rows: readonly LayoutRow[], index: number): number {
  return rows.slice(0, index + 1).filter(({ tab }) => tab === rows[index]?.tab).length;
}

/** Tabs that go by another name later: all of their rows that are left are on one new tab. Old name → new name. */
export function renamedTabs(earlier: KeyedLayout, later: KeyedLayout): Map<string, string> {
  const [before, after] = [earlier, later].map(({ rows }) =>
    tabsOf([...rows.values()].map(({ row }) => row)),
  );
  const renames = new Map<string, string>();
  for (const tab of before ?? []) {
    if (after?.includes(tab) === true) continue;
    const [next, ...others] = tabsLater(tab, earlier, later);
    const isNew = next !== undefined && before?.includes(next) !== true;
    if (isNew && others.length === 0 && ![...renames.values()].includes(next))
      renames.set(tab, next);
  }
  return renames;
}

/** Where the rows of a tab are later, each place once; undefined is above all tabs. */
function tabsLater(
  tab: string,
  earlier: KeyedLayout,
  later: KeyedLayout,
): readonly (string | undefined)[] {
  const found = [...earlier.rows]
    .filter(([, { row }]) => row.tab === tab)
    .flatMap(([name]) => later.rows.get(name) ?? []);
  return [...new Set(found.map(({ row }) => row.tab))];
}

/** The rows with other names for their tabs. */
export function withTabNames(
  rows: readonly LayoutRow[],
  names: ReadonlyMap<string, string>,
): readonly LayoutRow[] {
  if (names.size === 0) return rows;
  return rows.map((row) => {
    const next = row.tab === undefined ? undefined : names.get(row.tab);
    return next === undefined ? row : { ...row, tab: next };
  });
}

/** What one side calls its tabs, the rows of all versions say: also those the other side put there. */
export function agreeOnTabs(rows: Versions<readonly LayoutRow[]>): Versions<readonly LayoutRow[]> {
  const base = keyLayout(rows.base);
  const [mine, theirs] = [rows.mine, rows.theirs].map((side) =>
    renamedTabs(base, keyLayoutLike(side, rows.base)),
  );
  const all = [...(mine ?? []), ...(theirs ?? [])];
  // Two names for one tab are for a person to choose from.
  const agreed = new Map(
    all.filter(([old, next]) => all.every(([other, name]) => other !== old || name === next)),
  );
  return eachVersion(rows, (version) => withTabNames(version, agreed));
}
