import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postJson, refer, send, startVictim, type Victim } from '../testing/hostile.ts';
import { ask, countOrders, makeOrders, postQuery, sendOrders } from '../testing/order-client.ts';
import { engineOf, until } from '../testing/start-server.ts';

const secret = 'the canary sings at midnight';
const cage = mkdtempSync(join(tmpdir(), 'heliostat-canary-'));
const canary = join(cage, 'canary.csv');
writeFileSync(canary, secret);

let victim: Victim;
beforeAll(async () => {
  victim = await startVictim();
  expect(await sendOrders(victim.url, makeOrders(0, 300))).toBe(200);
  await until('orders', async () => (await countOrders(victim.url)).rows === 300);
});
afterAll(() => victim.close());

const refusals: [body: object, status: number, message: RegExp][] = [
  [{ from: 'now', to: 'now-1h' }, 400, /time range is empty/],
  [{ from: '292277026596' }, 400, /longer than 10 years/],
  [{ from: '9'.repeat(90) }, 400, /time/],
  [{ time: { last: '999999999d' } }, 400, /time\.last: longer than 10 years/],
  [{ time: { shift: '999999999d' } }, 400, /time\.shift: longer than 10 years/],
  [{ time: { compare: '999999999d' } }, 400, /compare: longer than 10 years/],
  [{ time: { compare: '-1d' } }, 400, /time\.compare: expected range, or a duration like 7d/],
  [{ from: '+292277026-01-01T00:00:00Z' }, 400, /time not understood/],
  [{ from: 'NaN' }, 400, /time not understood: NaN/],
  [{ from: 'now-999999999999999999y' }, 400, /time not understood/],
  [{ from: 'now+1h', to: 'now+2h' }, 400, /starts in the future/],
  [{ from: 5 }, 400, /body: from: expected string, got 5/],
  [{ from: 'x'.repeat(101) }, 400, /body: from: expected string length less or equal to 100/],
  [{ maxPoints: 1e12 }, 400, /body: maxPoints: expected integer to be less or equal to 10000/],
  [{ maxPoints: -1 }, 400, /body: maxPoints: expected integer to be greater or equal to 1/],
  [{ maxPoints: 0.5 }, 400, /body: maxPoints: expected integer, got 0\.5/],
  [{ maxPoints: null }, 400, /body: maxPoints: expected integer, got null/],
  [{ timeZone: 'Mars/Base' }, 400, /unknown time zone: Mars\/Base/],
  [{ timeZone: '../../etc/passwd' }, 400, /unknown time zone/],
  [{ dashboard: 'shop/none' }, 404, /unknown dashboard: shop\/none/],
  [{ dashboard: '../../etc/passwd' }, 404, /unknown dashboard/],
  [{ dashboard: '__proto__' }, 404, /unknown dashboard: __proto__/],
  [{ query: 'constructor' }, 404, /unknown query: shop\/orders#constructor/],
  [{ variables: { nope: 'x' } }, 400, /unknown variable: nope/],
  [{ variables: { constructor: 'x' } }, 400, /unknown variable: constructor/],
  [{ variables: { currency: 'gbp' } }, 400, /variable currency: not one of its values: gbp/],
  [{ variables: { country: { a: 1 } } }, 400, /body: variables\.country: expected text, a number/],
  [{ variables: many(10_000) }, 400, /unknown variable: v0/],
  [{ variables: { note: 'x'.repeat(500_000) } }, 400, /variable note: a value is longer/],
  [{ variables: { country: Array<string>(1001).fill('de') } }, 400, /list of up to 1000 texts/],
  [{ filters: filterOn('country) OR 1=1 --') }, 400, /filter on a field that is no name/],
  [{ filters: filterOn("file('/etc/passwd')") }, 400, /filter on a field that is no name/],
  [{ filters: filterOn('country', '; DROP TABLE orders') }, 400, /filters\[0\]\.op/],
  [{ filters: filterOn('country', 'matches', '((') }, 400, /cannot compile/],
  [
    { filters: Array<object>(51).fill(filterOn('country')[0] ?? {}) },
    400,
    /body: filters: expected array length to be less or equal to 50/,
  ],
];

const named = refusals.map((refusal) => ({
  name: JSON.stringify(refusal[0]).slice(0, 80),
  refusal,
}));

test.each(named)('$name is refused by name', async ({ refusal: [more, status, message] }) => {
  const answer = await refer(victim.url, more);
  expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(message)]);
});

test('a variable of 10 MB is refused before it is read', async () => {
  const body = { variables: { note: 'x'.repeat(10_000_000) } };
  expect((await refer(victim.url, body)).status).toBe(413);
  await victim.expectWell();
});

test('a prototype in a body is refused; nothing is polluted', async () => {
  const url = `${victim.url}/api/v1/query`;
  const hostile = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
  const named = '"dashboard":"shop/orders","query":"noted","from":"now-1h","to":"now"';
  const inside = await postJson(url, `{${named},"variables":${hostile}}`);
  expect([inside.status, inside.text]).toEqual([400, expect.stringContaining('INVALID_REQUEST')]);
  const query = 'query($v: JSON) { query(input: { dashboard: "shop/orders", query: "noted", ';
  const graphql = await postJson(
    `${victim.url}/graphql`,
    `{"query":${JSON.stringify(`${query} from: "now-1h", to: "now", variables: $v }) { rows } }`)},"variables":{"v":${hostile}}}`,
  );
  expect([graphql.status, graphql.text]).toEqual([400, expect.stringContaining('INVALID_REQUEST')]);
  expect((await refer(victim.url, {})).status).toBe(200);
});

test('values are bound, whatever they say', async () => {
  for (const note of [
    "' OR 1=1 --",
    "x') UNION ALL SELECT 1 --",
    `' UNION ALL SELECT file('${canary}') --`,
    'a\0b\\',
    '{note:String}',
    '$__filters',
    '\t\n\\N',
    '😀',
  ]) {
    const { status, columns, text } = await refer(victim.url, {
      query: 'noted',
      variables: { note },
    });
    expect([note, status, columns['n']]).toEqual([note, 200, [0]]);
    expect(text).not.toContain(secret);
  }
  const { columns } = await refer(victim.url, { query: 'noted', variables: { note: 'de' } });
  expect(columns['n']).toEqual([100]);
});

test.each([
  `SELECT * FROM file('${canary}', 'LineAsString')`,
  `SELECT file('${canary}')`,
  `SELECT arrayMap(x -> file(x), ['${canary}'])`,
  `SELECT * FROM \`${canary}\``,
  `SELECT/**/*/**/FROM/**/"${canary}"`,
  `SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')`,
  `SELECT * FROM s3('http://127.0.0.1:1/b/k')`,
  `SELECT * FROM remote('127.0.0.1', system.one)`,
  `SELECT 1 INTO OUTFILE '${cage}/out.csv' TRUNCATE`,
  `INSERT INTO FUNCTION file('${cage}/in.csv') SELECT 1`,
  `INSERT INTO orders SELECT * FROM orders`,
  `SELECT 1; SELECT 2`,
  `SELECT 1; DROP TABLE orders`,
  `DROP TABLE orders`,
  `SELECT 1 SETTINGS max_execution_time = 0`,
  `SELECT * FROM (SELECT 1 SETTINGS readonly = 0)`,
  `SELECT 1 FORMAT CSV`,
  `SET readonly = 0`,
  `SYSTEM SHUTDOWN`,
  `KILL QUERY WHERE 1`,
  `EXPLAIN QUERY TREE SELECT file('${canary}')`,
  `WITH x AS (SELECT file('${canary}') AS f) SELECT f FROM x`,
  `SELECT * FROM system.processes`,
  `SELECT * FROM orders WHERE country IN (SELECT file('${canary}'))`,
  `SELECT sleep(3)`,
  `SELECT {x:Identifier}`,
  `SELECT ${'('.repeat(10_000)}1${')'.repeat(10_000)}`,
  `SELECT '${'x'.repeat(900_000)}'`,
])('ad hoc %.60s is refused', async (sql) => {
  const { status, text } = await ask(victim.url, sql);
  expect([status, text]).toEqual([400, expect.stringContaining('"code":"INVALID_QUERY"')]);
  expect(text).not.toContain(secret);
  expect(readFileSync(canary, 'utf8')).toBe(secret);
  expect(readdirSync(cage)).toEqual(['canary.csv']);
});

test.each<[spec: unknown, message: RegExp]>([
  [{ sql: 5 }, /spec\.sql: expected text/],
  [{ sql: 'SELECT 1', shell: 'rm' }, /spec\.shell: unknown key/],
  [{}, /spec\.sql: required/],
  [[], /body: spec: expected object, got \[\]/],
  [null, /body: spec: expected object, got null/],
])('a query that says %j is refused by name', async (spec, message) => {
  const body = { datasource: 'warehouse', spec, from: 'now-1h', to: 'now' };
  const { status, text } = await postQuery(victim.url, body);
  expect([status, text]).toEqual([400, expect.stringMatching(message)]);
});

test('what is too much is cut or refused, and memory is given back', async () => {
  const wide = `SELECT repeat('x', 1000000) AS x, number FROM numbers(100000)`;
  const answer = await ask(victim.url, wide);
  expect([422, 400]).toContain(answer.status);
  const endless = await ask(victim.url, 'SELECT number FROM numbers(100000000000)');
  expect([endless.status, endless.text]).toEqual([200, expect.stringContaining('cut at 1000000')]);
  await victim.expectWell();
});

test('a query whose asker is gone stops in the engine', async () => {
  const engine = engineOf(victim.server.pid);
  const controller = new AbortController();
  const slow = 'SELECT sum(cityHash64(number)) AS n FROM numbers(200000000000)';
  const asked = fetch(`${victim.url}/api/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      datasource: 'warehouse',
      spec: { sql: slow },
      from: 'now-1h',
      to: 'now',
    }),
    signal: controller.signal,
  });
  await until('the engine to work', async () => (await ticksInASecond(engine)) > 40);
  const busy = await ticksInASecond(engine);
  controller.abort();
  await expect(asked).rejects.toThrow();
  // Well before the limit of 30 s would have ended it; what is left is the server's own pipeline.
  const rested = async () => (await ticksInASecond(engine)) < busy / 3;
  await until('the engine to rest', rested, 15_000);
}, 60_000);

test('slow readers of large results hold nobody else up for ever', async () => {
  const sockets = Array.from({ length: 12 }, (_, i) => {
    const sql = `SELECT number, toString(number + ${i}) AS s FROM numbers(900000)`;
    const body = JSON.stringify({
      datasource: 'warehouse',
      spec: { sql },
      from: 'now-1h',
      to: 'now',
    });
    const socket = connect(victim.server.port, '127.0.0.1').on('error', () => undefined);
    socket.write(
      'POST /api/v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n' +
        `Content-Length: ${body.length}\r\n\r\n${body}`,
    );
    socket.pause();
    const timer = setInterval(() => void socket.read(1), 1000);
    socket.on('close', () => clearInterval(timer));
    return socket;
  });
  expect((await countOrders(victim.url)).rows).toBe(300);
  await victim.expectWell();
  sockets.forEach((socket) => socket.destroy());
  expect((await countOrders(victim.url)).rows).toBe(300);
}, 120_000);

test.each([
  ['Host', 'evil.example'],
  ['Host', '127.0.0.1.evil.example'],
  ['Host', 'localhost@evil.example'],
  ['Origin', 'https://evil.example'],
  ['Origin', 'null'],
  ['Origin', 'http://localhost.evil.example'],
])('%s: %s may not ask', async (name, value) => {
  const body = '{"query":"{ __typename }"}';
  const host = name === 'Host' ? value : `localhost:${victim.server.port}`;
  const origin = name === 'Origin' ? `Origin: ${value}\r\n` : '';
  const text = await raw(
    `POST /graphql HTTP/1.1\r\nHost: ${host}\r\n${origin}Content-Type: application/json\r\n` +
      `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(text).not.toContain('__typename');
});

test('no spelling of a path leaves the folders that are served (S-01)', async () => {
  const steps = [
    '../',
    '..%2f',
    '%2e%2e/',
    '%2e%2e%2f',
    '..%5c',
    '..\\',
    '%252e%252e%252f',
    '..;/',
  ];
  const more = ['.../', '..%00/', '%c0%ae%c0%ae/', '..%ef%bc%8f', './../', '..//', '/%2e%2e/'];
  const roots = ['/', '/assets/', '/api/v1/files/', '/schema/', '/api/v1/files/shop/'];
  const targets = roots.flatMap((root) => [
    ...[...steps, ...more].map((step) => `${root}${step.repeat(12)}${cage.slice(1)}/canary.csv`),
    `${root}${canary}`,
    `${root}%2f${canary.slice(1)}`,
  ]);
  for (const target of targets) {
    const text = await raw(
      `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(text).not.toContain(secret);
    expect([target, /^HTTP\/1\.1 (200|4\d\d) /.test(text)]).toEqual([target, true]);
  }
  for (const file of ['../datasources.json', 'package.json', 'shop/../../x.dashboard.json'])
    expect((await send(`${victim.url}/api/v1/files/${encodeURIComponent(file)}`)).status).toBe(404);
  await victim.expectWell();
});

function many(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`v${i}`, 'x']));
}

function filterOn(field: string, op = '=', value = 'x'): object[] {
  return [{ field, op, value }];
}

/** User and system time of a process in ticks of 10 ms. */
function cpuTicks(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Sends bytes as they are; answers all that came back. */
function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(victim.server.port, '127.0.0.1', () => socket.write(text));
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on('data', (bytes) => (answer += bytes.toString('latin1')));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(answer));
  });
}

async function ticksInASecond(pid: number): Promise<number> {
  const before = cpuTicks(pid);
  await sleep(1000);
  return cpuTicks(pid) - before;
}
