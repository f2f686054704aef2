import { tabsOf, type DashboardDocument, type LayoutRow } from '@heliostat/sdk';
import type { Board } from './board.svelte.ts';
import { readId } from './repeat.ts';

/** The tab that is shown; undefined where the dashboard has none. */
export function tabShown({ document, view }: Board): string | undefined {
  const tabs = tabsOf(document.layout.rows);
  return view.tab !== undefined && tabs.includes(view.tab) ? view.tab : tabs[0];
}

/** Shows a tab; the first one needs no word in the URL. */
export function showTab(board: Board, tab: string | undefined, options = {}): void {
  const [first] = tabsOf(board.document.layout.rows);
  board.show({ tab: tab === first ? undefined : tab }, options);
}

/** The tab a panel stands on; undefined above all tabs, and for a panel that stands nowhere. */
export function tabOfPanel({ layout }: DashboardDocument, id: string): string | undefined {
  const { slug } = readId(id);
  return layout.rows.find((row) => holds(row, slug))?.tab;
}

function holds({ cells }: LayoutRow, slug: string): boolean {
  return cells.some(({ panel, stack }) => panel === slug || stack?.includes(slug) === true);
}
