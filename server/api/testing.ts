import { createHash } from 'node:crypto';
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
import type { Observation } from '../effects.ts';
import { buildMetrics } from '../metrics.ts';
import type { Plugin, PluginKind, PluginRegistry } from '../plugins/registry.ts';
import type { Datasources } from '../query/datasources.ts';
import type { QueryService } from '../query/service.ts';
import type { Services } from '../services.ts';
import type { PipelineStatus, Pipelines } from '../streams/pipeline/pipelines.ts';
import type { DeadLetter, Stream, StreamStatus, Streams } from '../streams/streams.ts';
import type { Workspace, WorkspaceChange, WorkspaceFile } from '../workspace/workspace.ts';
import { fileOf } from '../workspace/kinds.ts';

/** Services in memory, to test the border alone; what a test needs otherwise it replaces. */
export interface MemoryServices extends Services {
  observations: Observation[];
  /** Messages logged as errors. */
  failures: object[];
  announce(status: PipelineStatus): void;
}

export function memoryServices(replace: Partial<Services> = {}): MemoryServices {
  const observations: Observation[] = [];
  const failures: object[] = [];
  const statuses = new Set<(status: PipelineStatus) => void>();
  return {
    observations,
    failures,
    announce: (status) => statuses.forEach((listener) => listener(status)),
    config: {
      ...{
        host: '127.0.0.1',
        port: 0,
        demo: false,
        demoRate: 0,
        development: false,
        logLevel: 'silent',
      },
      dataDirectory: tmpdir(),
      workspaceDirectory: '/workspace',
      pluginDirectories: [],
      uiDirectory: join(tmpdir(), 'heliostat-no-such-ui'),
    },
    effects: {
      now: Date.now,
      log: { debug() {}, info() {}, warn() {}, error: (fields) => void failures.push(fields) },
      observe: (observation) => void observations.push(observation),
    },
    metrics: buildMetrics(),
    plugins: memoryPlugins(),
    workspace: memoryWorkspace(),
    datasources: memoryDatasources(),
    streams: memoryStreams(),
    pipelines: memoryPipelines(statuses),
    queries: memoryQueries(),
    live: {
      connect: (socket) => socket.close(1000, 'nothing to show'),
      stats: () => ({ sockets: 0, queries: 0, subscriptions: 0 }),
      close: async () => {},
    },
    readiness: () => ({ ready: true, checks: { workspace: true } }),
    ...replace,
  };
}

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

/** Files in memory: JSON with a title is valid, whatever else it says. */
export function memoryWorkspace(): Workspace {
  const files = new Map<string, WorkspaceFile>();
  const listeners = new Set<(change: WorkspaceChange) => void>();
  const put = (kind: WorkspaceFile['kind'], path: string, text: string): WorkspaceFile => {
    const file = fileOf(kind, path);
    const etag = `"sha256-${createHash('sha256').update(text).digest('hex')}"`;
    const document = JSON.parse(text) as DashboardDocument;
    const saved = { kind, path, file, document, text, etag, issues: [], modifiedAtMs: 1000 };
    const type = files.has(file) ? 'changed' : 'added';
    files.set(file, saved);
    listeners.forEach((listener) => listener({ type, kind, path }));
    return saved;
  };
  const expect = (file: WorkspaceFile | undefined, ifMatch: string | undefined): void => {
    if (file === undefined) return;
    if (ifMatch === undefined)
      throw new HeliostatError('PRECONDITION_REQUIRED', `if-match: required for ${file.file}`);
    if (ifMatch !== file.etag)
      throw new HeliostatError('PRECONDITION_FAILED', `changed since it was read: ${file.file}`);
  };
  put('dashboard', 'social/engagement', JSON.stringify(dashboard));
  return {
    directory: '/workspace',
    get: (kind, path) => files.get(fileOf(kind, path)) as never,
    list: (kind) => [...files.values()].filter((file) => file.kind === kind) as never,
    issues: () => [],
    save: async ({ kind, path, text, ifMatch }) => {
      expect(files.get(fileOf(kind, path)), ifMatch);
      const title = (JSON.parse(text) as { title?: unknown } | null)?.title;
      if (typeof title !== 'string') throw new HeliostatError('INVALID_FILE', 'title: missing');
      return put(kind, path, text) as never;
    },
    remove: async ({ kind, path, ifMatch }) => {
      const file = files.get(fileOf(kind, path));
      if (file === undefined) throw new HeliostatError('NOT_FOUND', `no such file: ${path}`);
      expect(file, ifMatch);
      files.delete(file.file);
      listeners.forEach((listener) => listener({ type: 'removed', kind, path }));
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: async () => {},
  };
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
    list: () => streams,
    onChange: () => () => {},
    setConsumed() {},
    close: async () => {},
  };
}

function memoryStream(name: string, origin: StreamStatus['origin'], letters: DeadLetter[]): Stream {
  const schema = { fields: [], time: 'ts' };
  return {
    name,
    schema,
    limits: streamLimits,
    log: undefined as never,
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
  };
}

function memoryPipelines(listeners: Set<(status: PipelineStatus) => void>): Pipelines {
  return {
    list: () => [pipelineStatus],
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
  return {
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
  };
}
