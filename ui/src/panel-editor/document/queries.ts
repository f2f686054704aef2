import type {
  DashboardDocument,
  FieldDocument,
  PanelDocument,
  QueryDocument,
  Variable,
} from '@heliostat/sdk';
import { setAt, type Path } from './at.ts';

/** Writes one key of a query; undefined takes it out. */
export function setQuery(
  document: DashboardDocument,
  slug: string,
  { path, value }: { path: Path; value: unknown },
): DashboardDocument {
  if (document.queries?.[slug] === undefined) return document;
  return setAt(document, ['queries', slug, ...path], value);
}

/** A new query, which the panel then shows beside those it has. The name must be free. */
export function addQuery(
  document: DashboardDocument,
  panel: string,
  { name, query }: { name: string; query: QueryDocument },
): DashboardDocument {
  const added = { ...document, queries: { ...document.queries, [name]: query } };
  return showQueries(added, panel, [...shownQueries(document, panel), name]);
}

/** Names of the queries a panel shows, each once, in order. */
export function shownQueries(document: DashboardDocument, panel: string): readonly string[] {
  const { query, queries } = document.panels[panel] ?? {};
  return [...new Set(queries ?? (query === undefined ? [] : [query]))];
}

/** Which queries a panel shows: one stands as `query`, several as `queries`. */
export function showQueries(
  document: DashboardDocument,
  panel: string,
  slugs: readonly string[],
): DashboardDocument {
  const shown = document.panels[panel];
  if (shown === undefined) return document;
  const { query: _query, queries: _queries, ...rest } = shown;
  const [only] = slugs;
  const names: Partial<PanelDocument> =
    only === undefined ? {} : slugs.length === 1 ? { query: only } : { queries: [...slugs] };
  return setAt(document, ['panels', panel], { ...rest, ...names });
}

/** Another name for a query, everywhere it is named. The name must be free. */
export function renameQuery(
  document: DashboardDocument,
  from: string,
  to: string,
): DashboardDocument {
  const { queries, variables, annotations } = document;
  if (queries?.[from] === undefined || queries[to] !== undefined) return document;
  const name = (slug: string): string => (slug === from ? to : slug);
  return {
    ...document,
    queries: mapEntries(queries, (slug, query) => [name(slug), renameIn(query, name)]),
    panels: mapEntries(document.panels, (slug, panel) => [slug, renameInPanel(panel, name)]),
    ...(annotations !== undefined && {
      annotations: mapEntries(annotations, (slug, annotation) => [
        slug,
        { ...annotation, query: name(annotation.query) },
      ]),
    }),
    ...(variables !== undefined && {
      variables: mapEntries(variables, (slug, variable) => [
        slug,
        renameInVariable(variable, name),
      ]),
    }),
  };
}

type Rename = (slug: string) => string;

function renameIn(query: QueryDocument, name: Rename): QueryDocument {
  return query.from === undefined ? query : { ...query, from: query.from.map(name) };
}

/** A panel with other names for the queries it shows, and those its thresholds and rules name. */
export function renameInPanel(panel: PanelDocument, name: Rename): PanelDocument {
  const { query, queries, fields } = panel;
  return {
    ...panel,
    ...(query !== undefined && { query: name(query) }),
    ...(queries !== undefined && { queries: queries.map(name) }),
    ...(fields !== undefined && {
      fields: mapEntries(fields, (key, rule) => [
        renameInRule(key, name),
        renameInThresholds(rule, name),
      ]),
    }),
  };
}

type Rule = NonNullable<PanelDocument['fields']>[string];

function renameInThresholds(rule: Rule, name: Rename): Rule {
  const { thresholds } = rule as FieldDocument;
  if (!Array.isArray(thresholds)) return rule;
  const renamed = thresholds.map((threshold) =>
    typeof threshold.at === 'object'
      ? { ...threshold, at: { ...threshold.at, query: name(threshold.at.query) } }
      : threshold,
  );
  return { ...rule, thresholds: renamed };
}

function renameInRule(key: string, name: Rename): string {
  const prefix = 'query:';
  return key.startsWith(prefix) ? prefix + name(key.slice(prefix.length)) : key;
}

/** A variable with another name for the query it asks. */
export function renameInVariable(variable: Variable, name: Rename): Variable {
  return variable.type === 'query' ? { ...variable, query: name(variable.query) } : variable;
}

/** In the same order. */
function mapEntries<Value>(
  map: Readonly<Record<string, Value>>,
  change: (key: string, value: Value) => readonly [string, Value],
): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => change(key, value)));
}
