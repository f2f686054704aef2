import type { DashboardDocument, Filter, ParamValue, QueryDocument } from '@heliostat/sdk';
import { heldFilters } from './filters.ts';

type Queries = Readonly<Record<string, QueryDocument>>;

/** What of an edited dashboard the file does not say: these queries are sent with their text. */
export interface Unsaved {
  /** By the query that is asked for: itself and those it takes its rows from. */
  queries: Readonly<Record<string, Queries>>;
  /** Of the edited document, constants too: the server knows only the file's. */
  variables: Readonly<Record<string, ParamValue>>;
  /** Those that variables of the edited document hold. */
  filters: readonly Filter[];
}

/**
 * The queries whose result the file would not give; undefined when there are none. With other variables
 * than the file's it is all of them: any may mention one.
 */
export function unsavedQueries(
  saved: DashboardDocument,
  edited: DashboardDocument,
  params: Readonly<Record<string, ParamValue>>,
): Unsaved | undefined {
  if (saved === edited) return;
  const hasOtherVariables = !isSame(saved.variables ?? {}, edited.variables ?? {});
  const queries = Object.fromEntries(
    Object.keys(edited.queries ?? {}).flatMap((slug) => {
      const mine = withSources(slug, edited.queries ?? {});
      const isSaved = isSame(mine, withSources(slug, saved.queries ?? {}));
      return isSaved && !hasOtherVariables ? [] : [[slug, mine]];
    }),
  );
  if (Object.keys(queries).length === 0) return;
  return {
    queries,
    variables: unsavedVariables(edited, params),
    filters: heldFilters(edited, params),
  };
}

/** A query and, at any depth, those it takes its rows from. */
export function withSources(slug: string, queries: Queries): Queries {
  const found: Record<string, QueryDocument> = {};
  const visit = (name: string): void => {
    const query = Object.hasOwn(queries, name) ? queries[name] : undefined;
    if (query === undefined || Object.hasOwn(found, name)) return;
    found[name] = query;
    query.from?.forEach(visit);
  };
  visit(slug);
  return found;
}

/** Values for queries that are sent with their text: what was chosen, and the constants. */
export function unsavedVariables(
  { variables = {} }: DashboardDocument,
  params: Readonly<Record<string, ParamValue>>,
): Record<string, ParamValue> {
  const constants = Object.entries(variables).flatMap(([slug, variable]) =>
    variable.type === 'constant' ? [[slug, variable.value] as const] : [],
  );
  return { ...Object.fromEntries(constants), ...params };
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
