import type { DashboardDocument, LayoutCell } from '@heliostat/sdk';
import { renameQuery, shownQueries } from '../../panel-editor/document/queries.ts';
import { freeSlug } from './slugs.ts';

/** The title of a panel that nobody has given one. */
export const plainTitle = 'New panel';

const unnamed = /^new-panel(-\d+)?$/;

/** Whether it is the slug of a panel from before it had a title. */
export function isUnnamed(slug: string): boolean {
  return unnamed.test(slug);
}

/**
 * Panels that are not in the file yet get the slug of their title, as somebody who writes the file would
 * name them; `names` says which became which.
 */
export function nameNewPanels(
  document: DashboardDocument,
  base: DashboardDocument,
): { document: DashboardDocument; names: ReadonlyMap<string, string> } {
  const names = new Map<string, string>();
  for (const [slug, { title }] of Object.entries(document.panels)) {
    if (title === undefined || !isUnnamed(slug) || Object.hasOwn(base.panels, slug)) continue;
    const free = freeSlug(title, [...Object.keys(document.panels), ...names.values()]);
    if (!isUnnamed(free)) names.set(slug, free);
  }
  const named = names.size === 0 ? document : rename(document, names);
  return { document: nameNewQueries(named, base), names };
}

/** A query that was begun on a panel before it had a title is called like it, too. */
function nameNewQueries(document: DashboardDocument, base: DashboardDocument): DashboardDocument {
  const fresh = Object.keys(document.queries ?? {}).filter(
    (query) => isUnnamed(query) && !Object.hasOwn(base.queries ?? {}, query),
  );
  return fresh.reduce((done, query) => {
    const slug = Object.keys(done.panels).find((one) => shownQueries(done, one).includes(query));
    const { title } = done.panels[slug ?? ''] ?? {};
    if (title === undefined) return done;
    const free = freeSlug(title, Object.keys(done.queries ?? {}), 'query');
    return isUnnamed(free) ? done : renameQuery(done, query, free);
  }, document);
}

function rename(
  document: DashboardDocument,
  names: ReadonlyMap<string, string>,
): DashboardDocument {
  const named = (slug: string): string => names.get(slug) ?? slug;
  const inCell = ({ panel, stack, ...rest }: LayoutCell): LayoutCell => ({
    ...(panel !== undefined && { panel: named(panel) }),
    ...(stack !== undefined && { stack: stack.map(named) }),
    ...rest,
  });
  const rows = document.layout.rows.map((row) => ({ ...row, cells: row.cells.map(inCell) }));
  const { annotations } = document;
  return {
    ...document,
    ...(annotations && {
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([slug, one]) => [
          slug,
          one.panels === undefined ? one : { ...one, panels: one.panels.map(named) },
        ]),
      ),
    }),
    panels: Object.fromEntries(
      Object.entries(document.panels).map(([slug, panel]) => [named(slug), panel]),
    ),
    layout: { ...document.layout, rows },
  };
}
