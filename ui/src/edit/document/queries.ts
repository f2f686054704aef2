import { thresholdQueries, type DashboardDocument, type QueryDocument } from '@heliostat/sdk';

/** Names of the queries of a panel and of its thresholds, each once. */
export function queriesOfPanel(document: DashboardDocument, slug: string): string[] {
  const panel = document.panels[slug] ?? { type: '' };
  const { query, queries } = panel;
  const shown = queries ?? (query === undefined ? [] : [query]);
  return [...new Set([...shown, ...thresholdQueries(panel)])];
}

/** Those queries and all they are built on. */
export function withSources(document: DashboardDocument, names: readonly string[]): string[] {
  const found = new Set<string>();
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const query = document.queries?.[name];
    if (query === undefined || found.has(name)) continue;
    found.add(name);
    pending.push(...(query.from ?? []));
  }
  // In the order of the file.
  return Object.keys(document.queries ?? {}).filter((name) => found.has(name));
}

/** The document without those of the queries that nothing uses any more. */
export function dropUnused(
  document: DashboardDocument,
  candidates: readonly string[],
): DashboardDocument {
  const { queries } = document;
  if (queries === undefined) return document;
  const used = new Set(withSources(document, rootsOf(document, candidates)));
  const left = Object.entries(queries).filter(
    ([name]) => used.has(name) || !candidates.includes(name),
  );
  if (left.length === Object.keys(queries).length) return document;
  return { ...document, queries: Object.fromEntries(left) };
}

/** What panels, annotations and variables ask for, and the queries that are not in question. */
function rootsOf(document: DashboardDocument, candidates: readonly string[]): string[] {
  return [
    ...Object.keys(document.panels).flatMap((slug) => queriesOfPanel(document, slug)),
    ...Object.values(document.annotations ?? {}).map(({ query }) => query),
    ...Object.values(document.variables ?? {}).flatMap((variable) =>
      variable.type === 'query' ? [variable.query] : [],
    ),
    ...Object.keys(document.queries ?? {}).filter((name) => !candidates.includes(name)),
  ];
}

/** The query with other names for what it is built on. */
export function renameSources(
  query: QueryDocument,
  names: ReadonlyMap<string, string>,
): QueryDocument {
  if (query.from === undefined) return query;
  return { ...query, from: query.from.map((name) => names.get(name) ?? name) };
}
