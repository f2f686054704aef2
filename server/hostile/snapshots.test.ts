import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchange } from '../api/testing/exchange.ts';
import { postJson, send, startVictim, type Victim } from '../testing/hostile.ts';
import { makeOrders, sendOrders } from '../testing/order-client.ts';

/** One panel goes, one fails, and what fails says in its text what nobody may read. */
const dashboard = {
  ...{ kind: 'dashboard', format: 1, title: '<img src=x onerror=alert(1)>' },
  queries: {
    good: {
      datasource: 'warehouse',
      sql: 'SELECT country, count() AS n FROM orders GROUP BY country',
    },
    bad: {
      datasource: 'warehouse',
      sql: "SELECT canary_4711 FROM orders WHERE 'canary_4712' != ''",
    },
  },
  panels: {
    good: { type: 'table', title: 'Good', query: 'good' },
    bad: { type: 'table', title: 'Bad', query: 'bad' },
  },
  layout: {
    rows: [
      {
        cells: [
          { panel: 'good', span: 12 },
          { panel: 'bad', span: 12 },
        ],
      },
    ],
  },
};

let victim: Victim;
beforeAll(async () => {
  victim = await startVictim([], (workspace) => {
    writeFileSync(join(workspace, 'shop/frozen.dashboard.json'), JSON.stringify(dashboard));
  });
  await sendOrders(victim.url, makeOrders(0, 100), 'frozen');
});
afterAll(() => victim.close());

const now = Date.now();
const range = { from: String(now - 3_600_000), to: String(now) };
const input = {
  ...{ dashboard: 'shop/frozen', lifetime: '1h', timeZone: 'utc', view: '' },
  ...{ from: now - 3_600_000, to: now },
  queries: [{ key: 'good', query: 'good', ...range }],
};

interface Made {
  id: string;
}

async function make(change: object = {}): Promise<Made> {
  const answer = await postJson(`${victim.url}/api/v1/snapshots`, { ...input, ...change });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return JSON.parse(answer.text) as Made;
}

const read = (id: string, more = '') => send(`${victim.url}/api/v1/snapshots/${id}${more}`);

test('no other id opens a snapshot, and nothing on the disk is reached by one', async () => {
  const { id } = await make();
  const flipped = (id.startsWith('A') ? 'B' : 'A') + id.slice(1);
  const wrong = [flipped, id.slice(0, -1), `${id}A`, id.toLowerCase(), 'undefined', '__proto__'];
  const tricks = ['..%2f..%2flock', '%2e%2e', '..%5c..', `${id}%00`, `.%2f${id}`, `${id}.json`];
  const files = readdirSync(join(victim.server.data, 'snapshots')).flatMap((name) => [
    name,
    name.replace(/\.\w+$/, ''),
  ]);
  for (const bad of [...wrong, ...tricks, ...files, 'x'.repeat(450)])
    for (const more of ['', '/results']) {
      const answer = await read(bad, more);
      expect([bad, [400, 404].includes(answer.status)]).toEqual([bad, true]);
      expect(answer.text).not.toMatch(/frozen|Good|snapshots\//);
    }
  expect((await read(id)).status).toBe(200);
  expect(files.join()).not.toContain(id);
  await victim.expectWell();
});

test('requests that are absurd are refused and leave nothing on the disk', async () => {
  const before = readdirSync(join(victim.server.data, 'snapshots'));
  const url = `${victim.url}/api/v1/snapshots`;
  const absurd: object[] = [
    ...['', '0h', '999y', 'NaN', '1h; 1d', null, 1e300, {}].map((lifetime) => ({ lifetime })),
    { queries: Array.from({ length: 10_000 }, () => input.queries[0]) },
    { queries: [{ ...input.queries[0], key: 'k'.repeat(3000) }] },
    { queries: 'all' },
    { view: 'v'.repeat(100_000) },
    { title: 't'.repeat(201) },
    { from: -1 },
    { to: Number.MAX_VALUE },
    { panel: '../good' },
    { panel: '__proto__' },
    { dashboard: '../../etc/passwd' },
    { choices: Array.from({ length: 1000 }, () => ({ variable: 'a' })) },
  ];
  for (const change of absurd) {
    const { status } = await postJson(url, { ...input, ...change });
    expect([JSON.stringify(change).slice(0, 80), status >= 400 && status < 500]).toEqual([
      JSON.stringify(change).slice(0, 80),
      true,
    ]);
  }
  expect(readdirSync(join(victim.server.data, 'snapshots'))).toEqual(before);
  await victim.expectWell();
});

test('the error of a panel is frozen, and tells nothing of its query', async () => {
  const bad = { key: 'bad', query: 'bad', ...range };
  const { id } = await make({ queries: [...input.queries, bad] });
  const said = await read(id);
  const results = await read(id, '/results');
  expect(said.text).toContain('onerror');
  expect(results.text).toContain('the query failed when this snapshot was made');
  expect(said.text + results.text).not.toMatch(/canary|SELECT|warehouse/);
});

test('a revoked id is gone at once, for everybody and for good', async () => {
  const { id } = await make({ lifetime: 'never' });
  const url = `${victim.url}/api/v1/snapshots/${id}`;
  const gone = await Promise.all([1, 2, 3].map(() => send(url, { method: 'DELETE' })));
  expect(gone.filter(({ status }) => status === 204)).toHaveLength(1);
  for (const more of ['', '/results']) expect((await read(id, more)).status).toBe(404);
  expect((await send(`${victim.url}/api/v1/snapshots`)).text).not.toContain(id);
});

test('pages elsewhere can neither make nor revoke one', async () => {
  const { id } = await make();
  const headers = { origin: 'https://evil.example', 'content-type': 'application/json' };
  const url = `${victim.url}/api/v1/snapshots`;
  const made = await send(url, { method: 'POST', headers, body: JSON.stringify(input) });
  const revoked = await send(`${url}/${id}`, { method: 'DELETE', headers });
  expect([made.status, revoked.status]).toEqual([403, 403]);
  expect((await read(id)).status).toBe(200);
});

test('many at once are all made or told to wait, and the server goes on', async () => {
  const url = `${victim.url}/api/v1/snapshots`;
  const queries = Array.from({ length: 50 }, (_, i) => ({ ...input.queries[0], key: `q${i}` }));
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => postJson(url, { ...input, queries })),
  );
  const statuses = new Set(answers.map(({ status }) => status));
  expect([...statuses].every((status) => status === 201 || status === 503)).toBe(true);
  expect(statuses).toContain(201);
  await victim.expectWell();
});

test('nobody is told to frame a page unless the server was told whom to trust', async () => {
  const told = await startVictim(['--embed-origins', 'https://wiki.example.com']);
  try {
    const framing = async (base: string, path: string) => {
      const port = Number(new URL(base).port);
      const { text } = await exchange(port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\n`);
      return /frame-ancestors ([^;\r]*)/.exec(text)?.[1];
    };
    for (const path of ['/embed/a/b', '/embed/s/x?frame-ancestors=*'])
      expect(await framing(told.url, path)).toBe('https://wiki.example.com');
    for (const path of [
      '/d/a',
      '/s/x',
      '/',
      '/api/v1/snapshots',
      '/embed/../d/a',
      '//embed/a',
      '/embed%2Fd',
    ])
      expect([path, await framing(told.url, path)]).toEqual([path, "'none'"]);
    expect(await framing(victim.url, '/embed/a/b')).toBe("'none'");
  } finally {
    await told.close();
  }
});
