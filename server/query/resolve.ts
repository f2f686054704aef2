import {
  HeliostatError,
  maxResultRows,
  parseDuration,
  withDefaults,
  zoneOffset,
  type DashboardDocument,
  type ParamValue,
  type QueryDocument,
} from '@heliostat/sdk';
import { checkOptions, didYouMean, formatPath } from '@heliostat/sdk/check';
import { authorize } from '../auth/caller.ts';
import type { Caller } from '../auth/permissions.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Datasources, OpenDatasource } from './datasources.ts';
import { checkFilters } from './filters.ts';
import { checkMaxPoints } from './range.ts';
import type { AdHocQuery, PreparedQuery, QueryByReference, QueryInput } from './service.ts';
import { bindFreely, bindVariables, mentioned } from './variables.ts';

/** What every query is bounded by, whoever asks. */
const queryLimits = { maxRows: maxResultRows, maxBytes: 67_108_864, timeoutMs: 30_000 } as const;

export interface Places {
  workspace: Workspace;
  datasources: Datasources;
}

/**
 * The query that names and values stand for, with everything checked that can be without running it.
 * Throws FORBIDDEN, NOT_FOUND, INVALID_REQUEST, INVALID_QUERY or UNAVAILABLE.
 */
export function prepareQuery(input: QueryInput, caller: Caller, places: Places): PreparedQuery {
  authorize(caller, 'query:run');
  const stored = 'dashboard' in input ? readStored(input, places) : readAdHoc(input, caller);
  const datasource = places.datasources.get(stored.datasource);
  const spec = checkSpec(stored, datasource);
  const filters = checkFilters(input.filters, datasource);
  const params = usedParams(spec, stored.values);
  const permissions = [...caller.permissions].sort();
  return {
    datasource: stored.datasource,
    spec,
    params,
    filters,
    range: { from: input.from, to: input.to },
    timeZone: zoneOf(input.timeZone),
    minStepMs: stored.minStep === undefined ? 1000 : parseDuration(stored.minStep),
    maxPoints: checkMaxPoints(input.maxPoints),
    limits: queryLimits,
    ...('dashboard' in input && { dashboard: input.dashboard }),
    caller: caller.name,
    key: JSON.stringify([stored.datasource, spec, params, filters, permissions]),
  };
}

/** The last good version of a dashboard. Throws NOT_FOUND with near names, or INVALID_FILE. */
export function readDashboard(path: string, workspace: Workspace): DashboardDocument {
  const file = workspace.get('dashboard', path);
  if (file?.document !== undefined) return file.document;
  if (file === undefined) {
    const near = didYouMean(
      path,
      workspace.list('dashboard').map((known) => known.path),
    );
    throw new HeliostatError('NOT_FOUND', `unknown dashboard: ${path.slice(0, 200)}${near}`);
  }
  const [issue] = file.issues;
  const where = issue === undefined ? '' : `:${issue.line}:${issue.column}: ${issue.message}`;
  throw new HeliostatError('INVALID_FILE', `${file.file}${where}`, {
    hint: 'The file has never been valid; correct it.',
  });
}

interface Stored {
  datasource: string;
  spec: Readonly<Record<string, unknown>>;
  minStep: string | undefined;
  values: ReadonlyMap<string, ParamValue>;
  /** For messages: `social/overview#by-type`. */
  place: string;
}

function readStored(input: QueryByReference, { workspace }: Places): Stored {
  const document = readDashboard(input.dashboard, workspace);
  const { datasource, minStep, ...spec } = readQuery(input.dashboard, input.query, document);
  const values = bindVariables(document.variables ?? {}, input.variables);
  return { datasource, spec, minStep, values, place: `${input.dashboard}#${input.query}` };
}

function readQuery(path: string, slug: string, document: DashboardDocument): QueryDocument {
  const queries = document.queries ?? {};
  const query = Object.hasOwn(queries, slug) ? queries[slug] : undefined;
  if (query !== undefined) return query;
  const near = didYouMean(slug, Object.keys(queries));
  throw new HeliostatError('NOT_FOUND', `unknown query of ${path}: ${slug.slice(0, 100)}${near}`);
}

function readAdHoc(input: AdHocQuery, caller: Caller): Stored {
  authorize(caller, 'query:raw');
  const { datasource, spec, minStep } = input;
  return { datasource, spec, minStep, values: bindFreely(input.variables), place: 'spec' };
}

function checkSpec({ spec, place }: Stored, { definition }: OpenDatasource) {
  const [issue] = checkOptions(definition.query, spec);
  if (issue === undefined)
    return withDefaults(definition.query, spec) as Readonly<Record<string, unknown>>;
  const path = formatPath(issue.path);
  throw new HeliostatError(
    'INVALID_QUERY',
    `${place}${path === '' ? '' : `.${path}`}: ${issue.message}`,
  );
}

/** Only what the query mentions, so that other choices of a viewer do not split the cache. */
function usedParams(
  spec: Readonly<Record<string, unknown>>,
  values: ReadonlyMap<string, ParamValue>,
): Record<string, ParamValue> {
  const used = mentioned(JSON.stringify(spec), values.keys());
  return Object.fromEntries(used.map((name) => [name, values.get(name) ?? []]));
}

/** The server does not know the browser's zone: a client that means it sends its name. */
function zoneOf(timeZone: string | undefined): string {
  if (timeZone === undefined || timeZone === 'browser') return 'utc';
  // A range without a calendar day never looks at the zone: a wrong one is said all the same.
  zoneOffset(0, timeZone);
  return timeZone;
}
