import {
  Type,
  defineDatasource,
  frameFromRows,
  type Connection,
  type DashboardDocument,
  type DatasourceDefinition,
  type Frame,
  type QueryRequest,
  type QueryTraits,
} from '@heliostat/sdk';
import { permissions, type Caller } from '../../auth/permissions.ts';
import type { Effects, Observation } from '../../effects.ts';
import { buildMetrics } from '../../metrics.ts';
import type { PluginRegistry } from '../../plugins/registry.ts';
import type {
  Workspace,
  WorkspaceChange,
  WorkspaceFile,
  WorkspaceKind,
} from '../../workspace/workspace.ts';
import { buildQueryService } from '../build.ts';
import type { Datasources } from '../datasources.ts';
import { openDatasources } from '../open-datasources.ts';
import type { QueryService } from '../service.ts';

export const owner: Caller = { name: 'owner', permissions: new Set(permissions) };
export const viewer: Caller = { name: 'viewer', permissions: new Set(['query:run']) };

export const startMs = Date.parse('2026-11-22T12:00:00.000Z');

export interface TestEffects extends Effects {
  observations: Observation[];
  clock: { now: number };
}

export function testEffects(): TestEffects {
  const observations: Observation[] = [];
  const clock = { now: startMs };
  const ignore = () => undefined;
  return {
    clock,
    observations,
    now: () => clock.now,
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    observe: (observation) => void observations.push(observation),
  };
}

/** A workspace in memory; `change` replaces a document and tells the listeners. */
export function testWorkspace(files: Record<string, [WorkspaceKind, object]>) {
  const known = new Map(Object.entries(files));
  const listeners = new Set<(change: WorkspaceChange) => void>();
  const fileOf = (path: string): WorkspaceFile => {
    const [kind, document] = known.get(path)!;
    const common = { text: '', etag: '', issues: [], modifiedAtMs: 0 };
    return { kind, path, file: `${path}.${kind}.json`, document, ...common } as WorkspaceFile;
  };
  const workspace = {
    directory: '/nowhere',
    get: (kind: WorkspaceKind, path: string) =>
      known.get(path)?.[0] === kind ? fileOf(path) : undefined,
    list: (kind: WorkspaceKind) =>
      [...known.keys()].filter((path) => known.get(path)![0] === kind).map(fileOf),
    issues: () => [],
    onChange(listener: (change: WorkspaceChange) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => undefined,
  } as unknown as Workspace;
  const change = (path: string, document: object) => {
    const [kind] = known.get(path)!;
    known.set(path, [kind, document]);
    listeners.forEach((listener) => listener({ type: 'changed', kind, path }));
  };
  return { workspace, change };
}

export function testRegistry(definitions: Record<string, DatasourceDefinition>): PluginRegistry {
  const list = Object.entries(definitions).map(([id, definition]) => ({
    kind: 'datasource' as const,
    id,
    title: id,
    description: '',
    version: '1',
    directory: '',
    definition,
  }));
  return {
    get: (_: string, id: string) => list.find((plugin) => plugin.id === id),
    list: () => list,
    broken: [],
  } as unknown as PluginRegistry;
}

/** What the counting datasource was asked, and how it answers. */
export interface Counting {
  definition: DatasourceDefinition;
  requests: QueryRequest[];
  /** The queries whose traits were asked for. */
  asked: unknown[];
  traits: QueryTraits;
  /** Replaces the answer: default one row per bucket of the range. */
  answer: (request: QueryRequest, signal: AbortSignal) => AsyncIterable<Frame>;
  opened: number;
  closed: number;
}

/** Counts what it is asked; answers one row per bucket: its start, and the number of the request. */
export function countingDatasource(live: 'tail' | 'rerun' | 'none' = 'tail'): Counting {
  const counting: Counting = {
    requests: [],
    asked: [],
    traits: { reads: ['activity'], tail: live === 'tail' },
    opened: 0,
    closed: 0,
    answer: async function* (request) {
      yield buckets(request, counting.requests.length);
    },
    definition: defineDatasource({
      settings: Type.Object({
        url: Type.Optional(Type.String()),
        fail: Type.Optional(Type.String()),
      }),
      query: Type.Object({ text: Type.String() }),
      supports: { filters: true, ...(live !== 'none' && { live, explain: true, contrast: true }) },
      connect(settings): Connection<{ text: string }> {
        if (settings.fail !== undefined) throw new Error(settings.fail);
        counting.opened++;
        return {
          check: async () => ({ ok: true, version: '1', latencyMs: 0, warnings: [] }),
          query(request, signal) {
            counting.requests.push(request);
            return counting.answer(request, signal);
          },
          traits: async (query) => {
            counting.asked.push(query);
            return counting.traits;
          },
          explain: async ({ query, range }) => {
            if (query.text === 'unexplained') throw new Error('no plan');
            return `${query.text} from ${range.from}`;
          },
          contrast: async ({ query }, part) => ({
            ...{
              counted: `${query.text} of ${part.to - part.from} ms`,
              inside: 100,
              outside: 1000,
            },
            effective: { inside: 100, outside: 1000 },
            fields: [
              {
                name: 'country',
                values: [
                  { value: 'US', inside: 10, outside: 900 },
                  { value: 'DE', inside: 90, outside: 100 },
                ],
              },
              { name: 'device', values: [{ value: 'phone', inside: 100, outside: 1000 }] },
            ],
          }),
          close: async () => {
            counting.closed++;
          },
        };
      },
    }),
  };
  return counting;
}

/** One row per bucket of the range. */
export function buckets({ range, stepMs }: QueryRequest, value: number): Frame {
  const rows = [];
  for (let t = range.from; t < range.to; t += stepMs) rows.push({ t, n: value });
  return frameFromRows(rows, [
    { name: 't', type: 'time' },
    { name: 'n', type: 'number' },
  ]);
}

export const overview = {
  kind: 'dashboard',
  format: 1,
  title: 'Overview',
  variables: {
    country: { type: 'query', query: 'countries', multi: true },
    city: { type: 'query', query: 'cities' },
    device: { type: 'list', values: ['phone', 'web'] },
    search: { type: 'text' },
    site: { type: 'constant', value: 'main' },
  },
  queries: {
    'by-type': { datasource: 'warehouse', text: 'by type in $country' },
    totals: { datasource: 'warehouse', text: 'totals', minStep: '10s' },
    countries: { datasource: 'warehouse', text: 'all of them' },
    cities: { datasource: 'warehouse', text: 'those of $country and $city' },
    broken: { datasource: 'warehouse', txt: 'mistyped' },
    elsewhere: { datasource: 'warehous', text: 'x' },
  },
  panels: {},
  layout: { rows: [] },
} as DashboardDocument;

export interface Bench {
  counting: Counting;
  effects: TestEffects;
  queries: QueryService;
  datasources: Datasources;
  workspace: Workspace;
  change: (path: string, document: object) => void;
  metrics: ReturnType<typeof buildMetrics>;
}

/** A query service over the counting datasource, on a clock that stands still. */
export async function openBench(
  counting: Counting = countingDatasource(),
  dataDirectory = '/tmp/heliostat-query-tests',
): Promise<Bench> {
  const effects = testEffects();
  const { workspace, change } = testWorkspace({
    datasources: [
      'datasources',
      { kind: 'datasources', format: 1, datasources: { warehouse: { type: 'counting' } } },
    ],
    'social/overview': ['dashboard', overview],
  });
  const plugins = testRegistry({ counting: counting.definition });
  const datasources = await openDatasources({ workspace, plugins, dataDirectory, effects });
  const metrics = buildMetrics();
  const queries = buildQueryService({ workspace, datasources, effects, metrics });
  return { counting, effects, queries, datasources, workspace, change, metrics };
}
