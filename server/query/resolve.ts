import {
  HeliostatError,
  maxResultRows,
  mentionedVariables,
  obeyedFilters,
  parseDuration,
  textOf,
  withDefaults,
  zoneOffset,
  type DashboardDocument,
  type Filter,
  type PanelTime,
  type ParamValue,
  type QueryDocument,
} from '@heliostat/sdk';
import { checkOptions, didYouMean, formatPath } from '@heliostat/sdk/check';
import { authorize } from '../auth/caller.ts';
import type { Caller } from '../auth/permissions.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Datasources, OpenDatasource } from './datasources.ts';
import { checkSupport, joinFilters } from './filters.ts';
import { checkMaxPoints } from './range.ts';
import type { AdHocQuery, PreparedQuery, QueryByReference, QueryInput } from './service.ts';
import { readySteps, type ReadyStep } from './transforms/apply.ts';
import { bindFreely, bindVariables, takeFilters, type DatasourceNames } from './variables.ts';

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
  const book = 'dashboard' in input ? readStored(input, places) : readAdHoc(input, caller);
  const asked: Asked = { input, caller, book, datasources: places.datasources };
  const { compare } = input.time ?? {};
  const prepared = prepareNamed(book.query, asked, []);
  return compare === undefined ? prepared : compared(prepared, compare, asked);
}

/** What it was earlier stands beside what it is, after all its own steps. */
function compared(
  prepared: PreparedQuery,
  compare: NonNullable<PanelTime['compare']>,
  asked: Asked,
): PreparedQuery {
  const { minStepMs, stepMs } = prepared;
  const shift = compare === 'range' ? {} : { shift: compare };
  const derived = prepareDerived([prepared], readySteps([{ use: 'compare', ...shift }]), asked);
  return { ...derived, minStepMs, ...(stepMs !== undefined && { stepMs }) };
}

/** What does not change from a query to those it takes its rows from. */
interface Asked {
  input: QueryInput;
  caller: Caller;
  book: QueryBook;
  datasources: Datasources;
}

/** Queries by name, and the values of the variables they may mention. */
interface QueryBook {
  /** The one that is asked for. */
  query: string;
  queries: Readonly<Record<string, QueryDocument>>;
  values: ReadonlyMap<string, ParamValue>;
  /** Of variables that hold filters. */
  filters: readonly Filter[];
  /** For messages: `social/overview#by-type`. */
  place: (query: string) => string;
}

const maxSteps = 4;

function prepareNamed(name: string, asked: Asked, above: readonly string[]): PreparedQuery {
  const { book } = asked;
  const way = [...above, name].join(' → ');
  if (above.includes(name)) throw refuse(`${book.place(name)}: takes its rows from itself: ${way}`);
  // Each query may have eight sources: they multiply from one to the next.
  if (above.length > maxSteps)
    throw refuse(`${book.place(name)}: takes its rows over more than ${maxSteps} queries: ${way}`);
  const query = readQuery(name, book);
  const { from, transforms = [], dimensions: _, minStep, step, ...own } = query;
  const { datasource, ...spec } = own;
  const bucket = {
    minStepMs: minStep === undefined ? 1000 : parseDuration(minStep),
    ...fixedStep(step, name, book),
  };
  const steps = readySteps(transforms);
  if ((datasource === undefined) === (from === undefined))
    throw refuse(
      `${book.place(name)}: needs either a datasource or from, the queries it takes its rows from`,
    );
  if (datasource !== undefined) {
    const chosen = { datasource: chosenText(datasource, name, book), spec, query };
    const plain = { ...prepareSpec(name, chosen, asked), ...bucket };
    return steps.length === 0 ? plain : { ...prepareDerived([plain], steps, asked), ...bucket };
  }
  const below = [...above, name];
  const sources = (from ?? []).map((source) => prepareNamed(source, asked, below));
  return { ...prepareDerived(sources, steps, asked), ...bucket };
}

function refuse(message: string): HeliostatError {
  return new HeliostatError('INVALID_QUERY', message);
}

/** What stands in the file, or the value of the variable it names. Throws INVALID_QUERY. */
function chosenText(text: string, query: string, { values, place }: QueryBook): string {
  if (!text.startsWith('$')) return text;
  const name = text.slice(1);
  const value = values.get(name);
  if (typeof value === 'string' && value !== '') return value;
  throw refuse(
    value === undefined
      ? `${place(query)}: unknown variable: ${name}${didYouMean(name, [...values.keys()])}`
      : `${place(query)}: the variable ${name} has not one value`,
  );
}

/** Nothing where the host chooses the width of a bucket. Throws INVALID_REQUEST. */
function fixedStep(step: string | undefined, query: string, book: QueryBook) {
  const text = step === undefined ? 'auto' : chosenText(step, query, book);
  return text === 'auto' ? {} : { stepMs: parseDuration(text) };
}

type Prepared = Omit<PreparedQuery, 'minStepMs'>;

function prepareSpec(
  name: string,
  {
    query,
    ...chosen
  }: { datasource: string; spec: Readonly<Record<string, unknown>>; query: QueryDocument },
  asked: Asked,
): Prepared {
  const { input, caller, book } = asked;
  const datasource = asked.datasources.get(chosen.datasource);
  const spec = checkSpec(book.place(name), chosen.spec, datasource);
  const filters = checkSupport(
    obeyedFilters(query, joinFilters(input.filters, book.filters)),
    datasource,
  );
  const params = usedParams(spec, book.values);
  const permissions = [...caller.permissions].sort();
  return {
    ...commonOf(asked),
    datasource: chosen.datasource,
    spec,
    params,
    filters,
    sources: [],
    steps: [],
    key: JSON.stringify([chosen.datasource, spec, params, filters, permissions]),
  };
}

/** Where the rows come from decides what a change of a store means: its first source stands for it. */
function prepareDerived(
  sources: readonly PreparedQuery[],
  steps: readonly ReadyStep[],
  asked: Asked,
): Prepared {
  return {
    ...commonOf(asked),
    datasource: sources[0]?.datasource ?? '',
    spec: {},
    params: {},
    filters: [],
    sources,
    steps,
    key: JSON.stringify([
      sources.map(({ key }) => key),
      steps.map(({ use, options }) => [use, options]),
    ]),
  };
}

function commonOf({ input, caller }: Asked) {
  return {
    range: { from: input.from, to: input.to },
    ...windowOf(input.time),
    timeZone: zoneOf(input.timeZone),
    maxPoints: checkMaxPoints(input.maxPoints),
    limits: queryLimits,
    ...('dashboard' in input && { dashboard: input.dashboard }),
    caller: caller.name,
  };
}

function windowOf({ last, shift }: PanelTime = {}): Pick<PreparedQuery, 'window'> {
  if (last === undefined && shift === undefined) return {};
  return {
    window: {
      ...(last !== undefined && { lastMs: parseDuration(last) }),
      ...(shift !== undefined && { shiftMs: parseDuration(shift) }),
    },
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

function readStored(input: QueryByReference, { workspace, datasources }: Places): QueryBook {
  const { queries = {}, variables = {} } = readDashboard(input.dashboard, workspace);
  return {
    query: input.query,
    queries,
    ...takeFilters(variables, bindVariables(variables, input.variables, namesOf(datasources))),
    place: (query) => `${input.dashboard}#${query}`,
  };
}

/** By the id of their plugin. */
export function namesOf(datasources: Datasources): DatasourceNames {
  return (plugin) =>
    datasources
      .list()
      .filter(({ type }) => type === plugin)
      .map(({ name }) => name);
}

function readAdHoc(input: AdHocQuery, caller: Caller): QueryBook {
  authorize(caller, 'query:raw');
  const values = bindFreely(input.variables);
  if ('queries' in input)
    return {
      query: input.query,
      queries: input.queries,
      values,
      filters: [],
      place: (name) => `queries.${name}`,
    };
  const { datasource, spec, minStep } = input;
  const query = { ...spec, datasource, ...(minStep !== undefined && { minStep }) };
  return { query: 'spec', queries: { spec: query }, values, filters: [], place: () => 'spec' };
}

function readQuery(name: string, { queries, place }: QueryBook): QueryDocument {
  const query = Object.hasOwn(queries, name) ? queries[name] : undefined;
  if (query !== undefined) return query;
  const near = didYouMean(name, Object.keys(queries));
  throw new HeliostatError('NOT_FOUND', `unknown query: ${place(name.slice(0, 100))}${near}`);
}

function checkSpec(
  place: string,
  spec: Readonly<Record<string, unknown>>,
  { definition }: OpenDatasource,
) {
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
  const used = mentionedVariables(textOf(spec), values.keys());
  return Object.fromEntries(used.map((name) => [name, values.get(name) ?? []]));
}

/** The server does not know the browser's zone: a client that means it sends its name. */
function zoneOf(timeZone: string | undefined): string {
  if (timeZone === undefined || timeZone === 'browser') return 'utc';
  // A range without a calendar day never looks at the zone: a wrong one is said all the same.
  zoneOffset(0, timeZone);
  return timeZone;
}
