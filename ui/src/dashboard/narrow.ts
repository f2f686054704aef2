import {
  filtersOfQuery,
  parseFilter,
  variablesOfQuery,
  type DashboardDocument,
  type PanelTime,
  type ParamValue,
} from '@heliostat/sdk';
import type { FeedRequest } from './feed-run.ts';
import type { Scope } from './repeat.ts';
import { toParams, type View } from './view.ts';

/** What one query of a dashboard is asked with, in one copy of a panel. */
export interface Asking {
  query: string;
  scope?: Scope;
  /** What of the range the panel shows, and what it is compared with. */
  time?: PanelTime;
}

/**
 * The request with only the variables and filters that can change this query's result, so that a choice
 * runs again what depends on it and nothing else; the copy's own values take the place of the viewer's.
 */
export function narrowRequest(
  request: FeedRequest,
  { query, scope = {}, time = {} }: Asking,
  { document, variables }: { document: DashboardDocument; variables: View['variables'] },
): FeedRequest {
  const fixed = Object.fromEntries(Object.entries(scope).map(([name, value]) => [name, [value]]));
  const params = toParams(document, { ...variables, ...fixed });
  // What is declared only in an edited document, the server does not know by name.
  const used = variablesOfQuery(query, document).filter((name) =>
    Object.hasOwn(request.variables, name),
  );
  const own = Object.fromEntries(
    Object.entries(params).filter(([name]) => Object.hasOwn(scope, name)),
  );
  const { unsaved } = request;
  return {
    ...request,
    ...(Object.keys(time).length > 0 && { time }),
    variables: Object.fromEntries(
      used.map((name) => [name, obeyed(query, document, { name, value: params[name] ?? [] })]),
    ),
    filters: filtersOfQuery(query, document, request.filters),
    ...(unsaved !== undefined && {
      unsaved: {
        ...unsaved,
        variables: { ...unsaved.variables, ...own },
        filters: filtersOfQuery(query, document, unsaved.filters),
      },
    }),
  };
}

/** Of a variable that holds filters, those that the query obeys: the others change nothing. */
function obeyed(
  query: string,
  document: DashboardDocument,
  { name, value }: { name: string; value: ParamValue },
): ParamValue {
  if (document.variables?.[name]?.type !== 'filters' || typeof value !== 'object') return value;
  return value.filter((text) => {
    const filter = parseFilter(text);
    // What cannot be read the server refuses, with its text.
    return filter === undefined || filtersOfQuery(query, document, [filter]).length > 0;
  });
}
