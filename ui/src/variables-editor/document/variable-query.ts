import type { DashboardDocument } from '@heliostat/sdk';
import { dropUnused } from '../../edit/document/queries.ts';
import { freeSlug } from '../../edit/document/slugs.ts';
import { inOrderOf } from '../../panel-editor/document/at.ts';
import { renameQuery } from '../../panel-editor/document/queries.ts';
import { isBlank } from '../../panel-editor/query/spec.ts';
import { addVariable, renameVariable, setVariable } from './variables.ts';

/** A variable with a query of its own, which is called like it and asks nothing yet. */
export function addQueryVariable(
  document: DashboardDocument,
  datasource: string,
): { document: DashboardDocument; slug: string } {
  const added = addVariable(document, 'values', { type: 'query', query: 'values' });
  return { ...added, document: chooseQuery(added.document, added.slug, { datasource }) };
}

/** Another query for a variable, or a new one; one that asks nothing yet goes, where nothing else names it. */
export function chooseQuery(
  document: DashboardDocument,
  slug: string,
  choice: { query: string } | { datasource: string },
): DashboardDocument {
  const variable = document.variables?.[slug];
  if (variable?.type !== 'query') return document;
  const before = document.queries?.[variable.query];
  const left =
    before !== undefined && isBlank(before) ? withoutOwn(document, slug, variable.query) : document;
  if ('query' in choice) return setVariable(left, slug, { ...variable, query: choice.query });
  const query = freeSlug(slug, Object.keys(left.queries ?? {}), 'query');
  const queries = { ...left.queries, [query]: { datasource: choice.datasource } };
  const chosen = setVariable({ ...left, queries }, slug, { ...variable, query });
  return inOrderOf(document, chosen);
}

/** Another name for a variable, and for its query where that is called like it and nothing else names it. */
export function renameWithQuery(
  document: DashboardDocument,
  from: string,
  to: string,
): DashboardDocument {
  const renamed = renameVariable(document, from, to);
  const variable = document.variables?.[from];
  if (renamed === document || variable?.type !== 'query' || variable.query !== from) return renamed;
  const isOwn = withoutOwn(document, from, from).queries?.[from] === undefined;
  const free = freeSlug(to, Object.keys(renamed.queries ?? {}), 'query');
  return isOwn ? renameQuery(renamed, from, free) : renamed;
}

/** Without the query of a variable, unless something else names it. */
function withoutOwn(document: DashboardDocument, slug: string, query: string): DashboardDocument {
  return dropUnused(setVariable(document, slug, { type: 'text' }), [query]);
}
