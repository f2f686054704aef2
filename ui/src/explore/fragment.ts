import type { PanelDocument, QueryDocument } from '@heliostat/sdk';
import { formatFragment } from '../edit/document/clipboard.ts';
import { freeSlug, toSlug } from '../edit/document/slugs.ts';
import type { PaneState } from './pane-state.ts';

const span = 12;
const height = 8;

/** One side of Explore as a panel for a dashboard, in the form of the clipboard. */
export function panelFragment(
  { query, sources = {}, panel }: PaneState,
  { title, type }: { title: string; type: string },
): string {
  const name = title.trim();
  const slug = toSlug(name) || 'explored';
  const queryName = freeSlug(slug, Object.keys(sources), 'query');
  const shown: PanelDocument = {
    ...(panel ?? { type }),
    ...(name !== '' && { title: name }),
    query: queryName,
  };
  return formatFragment({
    kind: 'panels',
    format: 1,
    panels: { [slug]: shown },
    queries: { ...(sources as Record<string, QueryDocument>), [queryName]: query },
    cells: [{ panel: slug, span }],
    height,
  });
}
