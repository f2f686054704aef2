import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeLiveFrame, type LiveFrame } from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Annotations, Note } from '../annotations/annotations.ts';
import { collect } from '../query/collect.ts';
import {
  openBench,
  overview,
  owner,
  startMs,
  viewer,
  type Bench,
} from '../query/testing/fixtures.ts';
import { openSnapshots, type SnapshotLimits } from './open.ts';
import type { SnapshotInput, Snapshots } from './snapshots.ts';

const never = new AbortController().signal;
const hourMs = 3_600_000;
let data: string;
let bench: Bench;
let snapshots: Snapshots;
let notes: Note[] = [];

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'heliostat-snapshots-'));
  bench = await openBench();
  snapshots = await openStore();
});
afterEach(async () => {
  snapshots.close();
  await bench.datasources.close();
  await rm(data, { recursive: true });
});

function openStore(limits?: SnapshotLimits): Promise<Snapshots> {
  const { queries, workspace, effects } = bench;
  const annotations = { list: async () => notes } as unknown as Annotations;
  return openSnapshots({
    ...{ dataDirectory: data, queries, workspace, effects, annotations },
    ...(limits !== undefined && { limits }),
  });
}

const range = { from: startMs - 900_000, to: startMs };
const asked = { from: String(range.from), to: String(range.to) };

function input(change: Partial<SnapshotInput> = {}): SnapshotInput {
  return {
    ...{ dashboard: 'social/overview', lifetime: '1h', timeZone: 'utc', view: '', ...range },
    queries: [{ key: 'totals', query: 'totals', ...asked }],
    ...change,
  };
}

const make = (change: Partial<SnapshotInput> = {}) => snapshots.make(input(change), owner, never);

async function framesOf(id: string): Promise<LiveFrame> {
  return decodeLiveFrame(await collect(await snapshots.results(id)));
}

test('what was asked is frozen: later answers of the datasource change nothing', async () => {
  const { id } = await make({ view: '?var.device=web' });
  const first = await framesOf(id);
  const asks = bench.counting.requests.length;
  bench.counting.answer = async function* () {};

  const snapshot = await snapshots.get(id);
  const [patch] = (await framesOf(id)).patches;

  expect(bench.counting.requests).toHaveLength(asks);
  expect(snapshot).toMatchObject({ title: 'Overview', view: '?var.device=web', ...range });
  expect(snapshot.results).toEqual(['totals']);
  expect(patch).toEqual(first.patches[0]);
  if (patch?.kind !== 'replace') throw new Error('not a result');
  expect(frameFromArrow(patch.arrow).length).toBeGreaterThan(10);
});

test('readers get the names of the queries and no text of them', async () => {
  const { id } = await make();
  const { document } = await snapshots.get(id);
  expect(Object.keys(document.queries ?? {})).toEqual(Object.keys(overview.queries ?? {}));
  expect(JSON.stringify(document)).not.toMatch(/by type in|totals"?:"|warehouse|mistyped/);
});

test('a snapshot that grows too large stops what still runs for it', async () => {
  snapshots.close();
  snapshots = await openStore({ maxBytes: 100, maxTotalBytes: 1e6, maxCount: 10 });
  const { answer } = bench.counting;
  const stopped = new Promise<void>((resolve) => {
    bench.counting.answer = async function* (request, signal) {
      if (bench.counting.requests.length > 1) yield* answer(request, signal);
      else
        await new Promise((_, reject) => signal.addEventListener('abort', reject)).finally(resolve);
    };
  });
  const queries = ['totals', 'by-type'].map((query) => ({ key: query, query, ...asked }));
  await expect(make({ queries })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
  await stopped;
});

test('a query that fails is kept as its error, without what would quote it', async () => {
  const { id } = await make({
    queries: [
      { key: 'broken', query: 'broken', ...asked },
      { key: 'none', query: 'no-such-query', ...asked },
      { key: 'totals', query: 'totals', ...asked },
    ],
  });
  const { patches } = await framesOf(id);
  expect(patches.map(({ kind }) => kind)).toEqual(['error', 'error', 'replace']);
  expect(patches[0]).toMatchObject({
    error: { code: 'INVALID_QUERY', message: 'the query failed when this snapshot was made' },
  });
  expect(patches[1]).toMatchObject({ error: { code: 'NOT_FOUND' } });
});

test('a snapshot of one panel holds no other one', async () => {
  bench.change('social/overview', {
    ...overview,
    description: 'secret',
    links: [{ title: 'secret', url: '/secret' }],
    variables: {
      ...overview.variables,
      by: { type: 'filters', datasource: 'secret', table: 'secret' },
    },
    panels: {
      total: { type: 'stat', title: 'Total', query: 'totals' },
      secret: { type: 'stat', title: 'Secret', query: 'by-type' },
    },
    layout: { rows: [{ cells: [{ panel: 'secret', span: 24 }] }] },
  });
  const { id, title } = await make({ panel: 'total@country=DE' });
  const { document } = await snapshots.get(id);
  expect(title).toBe('Total');
  expect(JSON.stringify(document)).not.toMatch(/secret/i);
  await expect(make({ panel: 'no-such-panel' })).rejects.toThrow('unknown panel: no-such-panel');
});

test('what people wrote down is frozen with it, for one panel only what is on it', async () => {
  const note = { from: range.from, tags: [], author: 'ann', writtenAt: 1 };
  notes = [
    { ...note, id: 'a', text: 'on all' },
    { ...note, id: 'b', text: 'on total', panel: 'total', to: range.to },
    { ...note, id: 'c', text: 'elsewhere', panel: 'other' },
  ];
  try {
    bench.change('social/overview', {
      ...overview,
      panels: { total: { type: 'stat', query: 'totals' } },
    });
    const textsOf = async (id: string) => (await snapshots.get(id)).notes.map(({ text }) => text);
    expect(await textsOf((await make()).id)).toEqual(['on all', 'on total', 'elsewhere']);
    expect(await textsOf((await make({ panel: 'total' })).id)).toEqual(['on all', 'on total']);
  } finally {
    notes = [];
  }
});

test('what a variable offered is frozen with it', async () => {
  const { id } = await make({ choices: [{ variable: 'device' }, { variable: 'no-such' }] });
  const { choices } = await snapshots.get(id);
  expect(choices['device']?.options.map(({ value }) => value)).toEqual(['phone', 'web']);
  expect(choices['no-such']).toEqual({ options: [], total: 0 });
});

test('it ends with its lifetime, for readers and on the disk', async () => {
  const { id } = await make({ lifetime: '1h' });
  const { id: kept } = await make({ lifetime: 'never' });
  bench.effects.clock.now += hourMs - 1;
  expect((await snapshots.get(id)).id).toBe(id);
  bench.effects.clock.now += 1;
  await expect(snapshots.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(snapshots.results(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await snapshots.list()).map((summary) => summary.id)).toEqual([kept]);
  await make();
  expect(await readdir(join(data, 'snapshots'))).toHaveLength(4);
});

test('a revoked one is gone, also after a restart; others are still there', async () => {
  const [first, second] = [await make(), await make({ title: 'Mine' })];
  await snapshots.revoke(first.id);
  await expect(snapshots.get(first.id)).rejects.toThrow('no such snapshot');
  await expect(snapshots.revoke(first.id)).rejects.toThrow('no such snapshot');
  snapshots.close();
  snapshots = await openStore();
  expect(await snapshots.list()).toEqual([second]);
  expect((await framesOf(second.id)).patches).toHaveLength(1);
});

test('what a crash or somebody else left does not keep the others away', async () => {
  const { id } = await make();
  const directory = join(data, 'snapshots');
  const [own = ''] = (await readdir(directory)).filter((name) => name.endsWith('.json'));
  const stray = `${'0'.repeat(64)}.frames`;
  await writeFile(join(directory, stray), 'results without their snapshot');
  await writeFile(join(directory, `${'1'.repeat(64)}.json`), '{ cut');
  // A copy under another name is not what its name says.
  const copy = `${'e'.repeat(64)}.json`;
  await writeFile(join(directory, copy), await readFile(join(directory, own)));
  await writeFile(join(directory, copy.replace('json', 'frames')), '');
  snapshots.close();
  snapshots = await openStore();
  expect((await snapshots.list()).map((summary) => summary.id)).toEqual([id]);
  expect(await readdir(directory)).not.toContain(stray);
});

test('ids are long, each another, and nothing else opens one', async () => {
  const ids = [(await make()).id, (await make()).id];
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[\w-]{32}$/);
  const [id = ''] = ids;
  const wrong = ['', '..', '../../etc/passwd', id.slice(1), `${id}x`, id.toUpperCase(), `${id}\n`];
  for (const bad of [...wrong, `./${id}`, 'x'.repeat(100_000), '__proto__'])
    await expect(snapshots.get(bad)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('results, their sum and their number are bounded, and nothing is left of what is refused', async () => {
  const limits = { maxBytes: 1e6, maxTotalBytes: 1e6, maxCount: 1000 };
  const refused: [SnapshotLimits, string][] = [
    [{ ...limits, maxBytes: 100 }, 'snapshot: more than 100 bytes'],
    [{ ...limits, maxTotalBytes: 100 }, 'snapshots: at most 100 bytes are kept'],
    [{ ...limits, maxCount: 0 }, 'snapshots: at most 0 are kept'],
  ];
  for (const [small, message] of refused) {
    snapshots.close();
    snapshots = await openStore(small);
    await expect(make()).rejects.toThrow(message);
  }
  expect(await readdir(join(data, 'snapshots'))).toEqual([]);
});

test('of two at once that would be the last, one is refused', async () => {
  snapshots.close();
  snapshots = await openStore({ maxBytes: 1e6, maxTotalBytes: 1e6, maxCount: 1 });
  const made = await Promise.allSettled([make(), make()]);
  expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('who may not read dashboards cannot freeze one; who may not query freezes refusals', async () => {
  await expect(snapshots.make(input(), viewer, never)).rejects.toThrow(
    'permission missing: dashboard:read',
  );
  const reader = { name: 'reader', permissions: new Set(['dashboard:read'] as const) };
  const { id } = await snapshots.make(input(), reader, never);
  expect((await framesOf(id)).patches[0]).toMatchObject({ error: { code: 'FORBIDDEN' } });
});

test('a client that goes away ends the making', async () => {
  const gone = AbortSignal.abort(new DOMException('gone', 'AbortError'));
  await expect(snapshots.make(input(), owner, gone)).rejects.toThrow('gone');
  expect(await snapshots.list()).toEqual([]);
});
