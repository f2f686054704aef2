import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeLiveFrame, emptyFrame, frameToRows, spliceFrame, type Frame } from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildMetrics } from '../../metrics.ts';
import { loadPlugins } from '../../plugins/load.ts';
import type { Commit } from '../../streams/pipeline/pipelines.ts';
import { buildQueryService } from '../build.ts';
import type { Datasources } from '../datasources.ts';
import { openDatasources } from '../open-datasources.ts';
import { collect } from '../collect.ts';
import { testEffects, testWorkspace, viewer } from '../testing/fixtures.ts';
import { buildLive } from './build.ts';

const effects = { ...testEffects(), now: Date.now };
const never = new AbortController().signal;
const dashboard = {
  kind: 'dashboard',
  format: 1,
  title: 'Live',
  queries: {
    events: {
      datasource: 'warehouse',
      sql: 'SELECT $__bucket(ts) AS t, count() AS n FROM events WHERE $__time(ts) GROUP BY t ORDER BY t',
    },
    wrong: { datasource: 'warehouse', sql: 'SELECT no_such FROM events' },
  },
  panels: {},
  layout: { rows: [] },
};
let directory: string;
let datasources: Datasources;
const { workspace } = testWorkspace({
  datasources: [
    'datasources',
    { kind: 'datasources', format: 1, datasources: { warehouse: { type: 'clickhouse' } } },
  ],
  live: ['dashboard', dashboard],
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heliostat-live-'));
  const plugins = await loadPlugins({ directories: ['plugins'] });
  datasources = await openDatasources({ workspace, plugins, dataDirectory: directory, effects });
});
afterAll(async () => {
  await datasources.close();
  await rm(directory, { recursive: true, force: true });
});

function openSink() {
  const sink = datasources.get('warehouse').connection.sink?.({
    pipeline: 'live#warehouse',
    table: 'events',
    mode: 'append',
    schema: {
      time: 'ts',
      fields: [
        { name: 'ts', type: 'time' },
        { name: 'type', type: 'string' },
      ],
    },
  });
  if (sink === undefined) throw new Error('the datasource has no sink');
  return sink;
}

test('rows that a sink stores reach a live viewer of the real engine by a splice', async () => {
  const metrics = buildMetrics();
  const queries = buildQueryService({ workspace, datasources, effects, metrics });
  const sink = openSink();
  await sink.open(never);
  let tick: () => Promise<void> = async () => undefined;
  let commit: (commit: Commit) => void = () => undefined;
  const live = buildLive({
    queries,
    workspace,
    datasources,
    effects,
    metrics,
    pipelines: { onCommit: (listener) => ((commit = listener), () => undefined) },
    everyTick: (run) => ((tick = run), () => undefined),
  });
  let seq = 0;
  const kinds: string[] = [];
  let result: Frame = emptyFrame;
  let say: (text: Buffer, isBinary: boolean) => void = () => undefined;
  live.connect(
    {
      bufferedAmount: 0,
      close: () => undefined,
      on(event: string, listener: never) {
        if (event === 'message') say = listener;
      },
      send(bytes: Uint8Array) {
        const frame = decodeLiveFrame(bytes);
        for (const patch of frame.patches) {
          kinds.push(patch.kind === 'error' ? patch.error.message : patch.kind);
          if (patch.kind !== 'error')
            result = spliceFrame(result, { ...patch, frame: frameFromArrow(patch.arrow) });
        }
        const ack = { type: 'ack', seq: frame.seq, painted: [] };
        queueMicrotask(() => say(Buffer.from(JSON.stringify(ack)), false));
      },
    },
    viewer,
  );
  const write = async (count: number) => {
    const at = Date.now();
    const rows = Array.from({ length: count }, () => ({ ts: at, type: 'view' }));
    await sink.write({ rows, seqs: Float64Array.from(rows, () => ++seq) }, never);
    const times = { acceptedAtMs: at, processedAtMs: at, committedAtMs: Date.now() };
    commit({
      pipeline: 'live',
      datasource: 'warehouse',
      table: 'events',
      from: at,
      to: at,
      rows: count,
      ...times,
    });
  };
  const total = () => frameToRows(result).reduce((sum, { n }) => sum + Number(n), 0);
  const until = async (done: () => boolean) => {
    for (let i = 0; i < 400 && !done(); i++) {
      await tick();
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  await write(3);
  const asked = {
    type: 'subscribe',
    id: 1,
    dashboard: 'live',
    query: 'events',
    from: 'now-15m',
    to: 'now',
  };
  say(Buffer.from(JSON.stringify(asked)), false);
  await until(() => total() === 3);
  await write(5);
  await until(() => total() === 8);
  expect([total(), kinds[0], kinds.at(-1)]).toEqual([8, 'replace', 'splice']);

  const run = await queries.run(
    { dashboard: 'live', query: 'events', from: 'now-15m', to: 'now' },
    viewer,
    never,
  );
  const whole = frameFromArrow(await collect(run.arrow));
  expect(frameToRows(whole)).toEqual(frameToRows(result));
  const wrong = queries.run(
    { dashboard: 'live', query: 'wrong', from: 'now-15m', to: 'now' },
    viewer,
    never,
  );
  await expect(wrong).rejects.toMatchObject({
    code: 'INVALID_QUERY',
    plugin: 'datasource/clickhouse',
    message: expect.stringMatching(/no_such/),
  });
  await live.close();
  await sink.close();
});
