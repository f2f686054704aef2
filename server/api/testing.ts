import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  HeliostatError,
  Type,
  defineDatasource,
  defineProcessor,
  type DashboardDocument,
} from '@heliostat/sdk';
import { frameToArrow } from '@heliostat/sdk/arrow';
import type { FastifyInstance } from 'fastify';
import type { Effects, Observation } from '../effects.ts';
import { buildMetrics } from '../metrics.ts';
import type { Plugin, PluginKind, PluginRegistry } from '../plugins/registry.ts';
import type { Datasources } from '../query/datasources.ts';
import type { QueryService } from '../query/service.ts';
import type { Config } from '../config.ts';
import type { CallerOf } from '../auth/caller.ts';
import type { Services } from '../services.ts';
import { buildAnnotations } from '../annotations/build.ts';
import { openMetadata } from '../metadata/open.ts';
import { buildApi } from './api.ts';
import type { PipelineStatus, Pipelines } from '../streams/pipeline/pipelines.ts';
import type { DeadLetter, Stream, StreamStatus, Streams } from '../streams/streams.ts';
import { openWorkspace } from '../workspace/open.ts';
import { openVersions } from '../workspace/versions/open.ts';
import type { FileIssue, Workspace } from '../workspace/workspace.ts';

/** A real workspace and, for the rest, services in memory: to test the border alone. */
export interface TestServices extends Services {
  observations: Observation[];
  /** Messages logged as errors. */
  failures: object[];
  announce(status: PipelineStatus): void;
  closeMetadata(): Promise<void>;
}

/** The API over services of which a test may replace some; `close` leaves nothing behind. */
export interface TestApi {
  app: FastifyInstance;
  services: TestServices;
  /** On a free port of loopback, which it tells. */
  listen(): Promise<number>;
  close(): Promise<void>;
}

export async function openTestApi(
  replace: Partial<Services> = {},
  callerOf?: CallerOf,
): Promise<TestApi> {
  const services = await openTestServices(replace);
  const app = await buildApi(services, callerOf);
  return {
    app,
    services,
    async listen() {
      await app.listen({ port: 0, host: '127.0.0.1' });
      return (app.server.address() as AddressInfo).port;
    },
    async close() {
      await app.close();
      await services.closeMetadata();
      await services.versions.close();
      await services.workspace.close();
      await rm(services.workspace.directory, { recursive: true });
    },
  };
}

async function openTestServices(replace: Partial<Services>): Promise<TestServices> {
  const observations: Observation[] = [];
  const failures: object[] = [];
  const statuses = new Set<(status: PipelineStatus) => void>();
  const plugins = memoryPlugins();
  const effects: Effects = {
    now: Date.now,
    log: { debug() {}, info() {}, warn() {}, error: (fields) => void failures.push(fields) },
    observe: (observation) => void observations.push(observation),
  };
  const workspace = await openTestWorkspace(plugins, effects);
  // Hidden, so that the workspace does not see it.
  const dataDirectory = join(workspace.directory, '.data');
  const metadata = await openMetadata(join(dataDirectory, 'metadata'));
  return {
    observations,
    failures,
    closeMetadata: () => metadata.close(),
    announce: (status) => statuses.forEach((listener) => listener(status)),
    config: testConfig,
    effects,
    metrics: buildMetrics(),
    plugins,
    workspace,
    versions: await openVersions({ workspace, dataDirectory, effects }),
    datasources: memoryDatasources(),
    streams: memoryStreams(),
    pipelines: memoryPipelines(statuses),
    queries: memoryQueries(),
    live: {
      connect: (socket) => socket.close(1000, 'nothing to show'),
      stats: () => ({ sockets: 0, queries: 0, subscriptions: 0 }),
      close: async () => {},
    },
    annotations: buildAnnotations({ metadata, workspace, effects }),
    snapshots: only<Services['snapshots']>({ list: async () => [] }),
    readiness: () => ({ ready: true, checks: { workspace: true } }),
    ...replace,
  };
}

export const testConfig: Config = {
  ...{ host: '127.0.0.1', port: 0, demo: false, demoRate: 0, development: false },
  logLevel: 'silent',
  dataDirectory: tmpdir(),
  workspaceDirectory: '/workspace',
  pluginDirectories: [],
  embedOrigins: [],
  uiDirectory: join(tmpdir(), 'heliostat-no-such-ui'),
};

export const dashboard: DashboardDocument = {
  kind: 'dashboard',
  format: 1,
  title: 'Engagement',
  description: ['Likes and', 'shares'],
  tags: ['social'],
  panels: {},
  layout: { rows: [] },
};

export const pipelineStatus: PipelineStatus = {
  ...{ path: 'social/engagement', title: 'Engagement', stream: 'activity', engine: 'embedded' },
  ...{ state: 'running', error: undefined, position: 40, lag: 2, lagMs: 5, checkpointAtMs: 1000 },
  restarts: 0,
  steps: [
    {
      ...{ id: 'source', kind: 'source', use: 'activity', from: undefined, rejected: 0 },
      ...{ eventsIn: 42, eventsOut: 40, eventsPerSecond: 4 },
    },
  ],
};

/** What planning the pipeline found. */
export const pipelineIssue: FileIssue = {
  ...{ severity: 'error', file: 'social/engagement.pipeline.json', line: 4, column: 9 },
  ...{ path: 'steps.real.where', message: 'unknown field: typ, did you mean "type"?' },
};

/** A workspace on disk with one dashboard. */
async function openTestWorkspace(plugins: PluginRegistry, effects: Effects): Promise<Workspace> {
  const directory = await mkdtemp(join(tmpdir(), 'heliostat-api-'));
  await mkdir(join(directory, 'social'));
  const file = join(directory, 'social/engagement.dashboard.json');
  await writeFile(file, JSON.stringify(dashboard));
  return openWorkspace({ directory, plugins, effects });
}

const memoryDatasource = defineDatasource({
  settings: Type.Object({ url: Type.String() }),
  query: Type.Object({ sql: Type.String() }),
  supports: { schema: true },
  connect: () => ({
    check: async () => ({ ok: true, version: '1', latencyMs: 1, warnings: [] }),
    query: async function* () {},
    schema: async () => [{ name: 'activity', kind: 'table' as const, expandable: true }],
    close: async () => {},
  }),
});

const memoryProcessor = defineProcessor({
  options: Type.Object({ where: Type.String() }),
  output: (input) => input,
  create: () => ({ process: (batch) => batch }),
});

function memoryPlugins(): PluginRegistry {
  const common = { description: '', version: '1.0.0', directory: '/plugins' };
  const plugins: Plugin[] = [
    { ...common, kind: 'datasource', id: 'memory', title: 'Memory', definition: memoryDatasource },
    { ...common, kind: 'processor', id: 'keep', title: 'Keep', definition: memoryProcessor },
    {
      ...{ ...common, kind: 'panel', id: 'plain', title: 'Plain' },
      definition: { options: Type.Object({}), accepts: ['table'] },
    },
  ];
  return {
    get: (kind: PluginKind, id: string) =>
      plugins.find((plugin) => plugin.kind === kind && plugin.id === id) as never,
    list: (kind: PluginKind) => plugins.filter((plugin) => plugin.kind === kind) as never,
    broken: [{ directory: '/plugins/broken', kind: 'panel', id: 'broken', reason: 'no options' }],
  };
}

function memoryDatasources(): Datasources {
  const listed = { name: 'warehouse', type: 'memory', title: 'Warehouse' };
  const connection = memoryDatasource.connect({ url: '' }, undefined as never);
  const open = { ...listed, definition: memoryDatasource, connection, settings: {}, directory: '' };
  return {
    get(name) {
      if (name === 'warehouse') return open;
      throw new HeliostatError('NOT_FOUND', `unknown datasource: ${name}`);
    },
    list: () => [listed],
    check: (_name, signal) => connection.check(signal),
    onChange: () => () => {},
    close: async () => {},
  };
}

const streamLimits = { maxBodyBytes: 1e6, maxLineBytes: 1e5, bytesPerSecond: 1e6 };

function memoryStreams(): Streams {
  const letter: DeadLetter = { seq: 7, reason: 'bad', by: 'ingest', atMs: 1000, event: '{}' };
  const streams = [
    memoryStream('activity', 'declared', [letter]),
    memoryStream('heliostat', 'internal', []),
  ];
  const get = (name: string) => streams.find((stream) => stream.name === name);
  return {
    get,
    defaultLimits: streamLimits,
    async open(name) {
      const stream = get(name);
      if (stream !== undefined) return stream;
      throw new HeliostatError('NOT_FOUND', `unknown stream: ${name}`);
    },
    accept: async () => ({ accepted: 0, rejected: 0, rejectedLines: [], duplicate: false }),
    list: () => streams,
    onChange: () => () => {},
    setConsumed() {},
    close: async () => {},
  };
}

function memoryStream(name: string, origin: StreamStatus['origin'], letters: DeadLetter[]): Stream {
  const schema = { fields: [], time: 'ts' };
  return only<Stream>({
    name,
    schema,
    limits: streamLimits,
    document: { kind: 'stream', format: 1, title: name, schema: {} },
    accept: async () => ({ accepted: 0, rejected: 0, rejectedLines: [], duplicate: false }),
    emit: async () => {},
    deadLetter: async () => {},
    readDeadLetters: async (limit) => letters.slice(0, limit),
    replayDeadLetters: async () => letters.splice(0).length,
    status: () => ({
      ...{ name, title: name, origin, schema, jsonSchema: { type: 'object' }, events: 42 },
      ...{ eventsPerSecond: 4, rejected: 0, deadLetters: letters.length, bytes: 9 },
      ...{ start: 0, head: 42 },
    }),
  });
}

function memoryPipelines(listeners: Set<(status: PipelineStatus) => void>): Pipelines {
  return {
    list: () => [pipelineStatus],
    issues: () => [pipelineIssue],
    onStatus(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    onCommit: () => () => {},
    consumed: () => Infinity,
    close: async () => {},
  };
}

function memoryQueries(): QueryService {
  const frame = {
    fields: [{ name: 'events', type: 'number' as const, values: Float64Array.of(1, 2) }],
    length: 2,
  };
  return only<QueryService>({
    anticipate: async () => undefined,
    fieldValues: async () => ['like', 3, true],
    async run() {
      const bytes = frameToArrow(frame);
      return {
        arrow: (async function* () {
          yield bytes;
        })(),
        ...{ from: 0, to: 60_000, stepMs: 1000, cached: false },
        stats: Promise.resolve({
          ...{ statement: 'SELECT 1', params: {}, elapsedMs: 1, cached: false },
          ...{ rows: 2, bytes: bytes.length, totalMs: 2 },
        }),
      };
    },
  });
}

/** A service of which only these members are used. */
function only<Service>(members: Partial<Service>): Service {
  return members as Service;
}
