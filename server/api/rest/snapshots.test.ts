import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeLiveFrame, type Snapshot } from '@heliostat/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Annotations } from '../../annotations/annotations.ts';
import { openBench, startMs, type Bench } from '../../query/testing/fixtures.ts';
import { openSnapshots } from '../../snapshots/open.ts';
import type { SnapshotSummary } from '../../snapshots/snapshots.ts';
import { openTestApi, type TestApi } from '../testing.ts';

let data: string;
let bench: Bench;
let api: TestApi;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'heliostat-snapshots-'));
  bench = await openBench();
  const { queries, workspace, effects } = bench;
  const annotations = { list: async () => [] } as unknown as Annotations;
  const snapshots = await openSnapshots({
    ...{ dataDirectory: data, queries, workspace, effects, annotations },
  });
  api = await openTestApi({ snapshots, workspace });
});
afterAll(async () => {
  api.services.snapshots.close();
  await api.app.close();
  await bench.datasources.close();
  await rm(data, { recursive: true });
});

const url = '/api/v1/snapshots';
const from = startMs - 900_000;
const body = {
  ...{ dashboard: 'social/overview', lifetime: '1d', from, to: startMs, timeZone: 'utc' },
  view: '?from=now-1h',
  queries: [{ key: 'totals', query: 'totals', from: String(from), to: String(startMs) }],
};

function send(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) {
  const headers = { host: 'localhost' };
  return api.app.inject({ method, url: path, headers, ...(payload && { payload }) });
}

test('a snapshot is made, read, listed and revoked', async () => {
  const made = await send('POST', url, body);
  expect(made.statusCode).toBe(201);
  const summary = made.json<SnapshotSummary>();
  expect(summary).toMatchObject({ title: 'Overview', expiresAt: startMs + 86_400_000 });

  const read = await send('GET', `${url}/${summary.id}`);
  expect(read.json<Snapshot>()).toMatchObject({ view: '?from=now-1h', results: ['totals'] });
  expect(read.headers['cache-control']).toBe('no-store');
  const results = await send('GET', `${url}/${summary.id}/results`);
  expect(results.headers['content-type']).toBe('application/octet-stream');
  expect(decodeLiveFrame(new Uint8Array(results.rawPayload)).patches).toHaveLength(1);

  const query = '{ snapshots { id title dashboard panel madeAt expiresAt bytes } }';
  const listed = await send('POST', '/graphql', { query });
  expect(listed.json()).toEqual({ data: { snapshots: [{ ...summary, panel: null }] } });
  expect((await send('GET', url)).json()).toEqual([summary]);

  expect((await send('DELETE', `${url}/${summary.id}`)).statusCode).toBe(204);
  for (const path of [`${url}/${summary.id}`, `${url}/${summary.id}/results`]) {
    const answer = await send('GET', path);
    expect([answer.statusCode, answer.json()]).toMatchObject([
      404,
      { message: 'no such snapshot' },
    ]);
  }
});

test.each([
  [{ lifetime: '100y' }, /lifetime/],
  [{ lifetime: '1h\n' }, /lifetime/],
  [{ lifetime: -1 }, /lifetime/],
  [{ view: '?'.repeat(9000) }, /view/],
  [{ title: '' }, /title/],
  [{ from: 'now' }, /from/],
  [{ queries: [{ key: 'a', query: 'totals' }] }, /from/],
  [{ queries: Array.from({ length: 501 }, () => body.queries[0]) }, /queries/],
  [{ queries: [{ ...body.queries[0], key: 'x'.repeat(2001) }] }, /key/],
  [{ dashboard: '../../etc/passwd' }, /unknown dashboard/],
  [{ panel: 'nope' }, /unknown panel/],
])('%j is refused with the place', async (change, message) => {
  const answer = await send('POST', url, { ...body, ...change });
  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  expect(answer.statusCode).toBeLessThan(500);
  expect(answer.json<{ message: string }>().message).toMatch(message);
  expect((await send('GET', url)).json()).toEqual([]);
});

test('rows cannot be sent: only what the server asks for itself is kept', async () => {
  const query = { ...body.queries[0], arrow: 'AAAA', frame: { fields: [] }, sql: 'SELECT 1' };
  const made = await send('POST', url, { ...body, queries: [query], results: ['x'], patches: [] });
  const { id } = made.json<SnapshotSummary>();
  expect((await send('GET', `${url}/${id}`)).body).not.toMatch(/AAAA|SELECT 1|patches/);
  await send('DELETE', `${url}/${id}`);
});
