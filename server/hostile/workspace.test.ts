import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, countOrders, makeOrders, postQuery, sendOrders } from '../testing/order-client.ts';
import { postJson, refer, send, startVictim, type Victim } from '../testing/hostile.ts';
import { until } from '../testing/start-server.ts';

const plugins = join(import.meta.dirname, 'fixtures/plugins');

const dashboard = (more: object) =>
  JSON.stringify(
    {
      ...{ kind: 'dashboard', format: 1, title: 'T', panels: {}, layout: { rows: [] } },
      ...more,
    },
    null,
    2,
  );
const panel = (more: object) => dashboard({ panels: { p: { type: 'stat', query: 'q', ...more } } });

/** Files that are wrong, and what is said of them. */
const broken: Record<string, [content: string, line: number, message: RegExp]> = {
  'b/cut': ['{\n  "kind": "dashboard",\n  "title": "T', 3, /no closing quote|ends too early/],
  'b/comma': ['{\n  "kind": "dashboard",\n}', 2, /trailing comma/],
  'b/twice': ['{\n  "kind": "dashboard",\n  "kind": "dashboard"\n}', 3, /duplicate key: kind/],
  'b/proto': ['{\n  "__proto__": {"polluted": 1}\n}', 2, /forbidden key: __proto__/],
  'b/conflict': ['{\n<<<<<<< HEAD\n  "kind": 1\n=======\n>>>>>>> b\n}', 2, /git conflict marker/],
  'b/bom': ['\uFEFF{}', 1, /byte order mark/],
  'b/empty': ['', 1, /the file is empty/],
  'b/list': ['[]', 1, /expected/],
  'b/deep': ['['.repeat(100_000), 1, /nested deeper than/],
  'b/huge': [' '.repeat(50 * 1024 * 1024), 1, /too large/],
  'b/number': ['{\n  "format": 1e400\n}', 2, /number out of range/],
  'b/future': [dashboard({ format: 99 }), 3, /expected 1, got 99/],
  'b/plugin': [panel({ type: 'hologram' }), 7, /hologram/],
  'b/query': [panel({}), 8, /q/],
  'b/option': [
    dashboard({ panels: { p: { type: 'timeseries', options: { stack: 5 } } } }),
    9,
    /expected .*, got 5/,
  ],
};

let victim: Victim;
beforeAll(async () => {
  victim = await startVictim(['--plugins', plugins], (workspace) => {
    for (const [path, [content]] of Object.entries(broken)) write(workspace, path, content);
    writeFileSync(join(workspace, 'b/latin.dashboard.json'), Buffer.from('{"a":"\xff"}', 'latin1'));
    symlinkSync('/etc/passwd', join(workspace, 'b/link.dashboard.json'));
    symlinkSync('/etc', join(workspace, 'b/folder'));
    mkdirSync(join(workspace, 'b/folder.dashboard.json'));
    symlinkSync('.', join(workspace, 'b/loop'));
    writeFileSync(join(workspace, 'datasources.json'), datasources);
    writeFileSync(join(workspace, 'shop/picky.pipeline.json'), picky);
  });
});
afterAll(() => victim.close());

const datasources = JSON.stringify({
  ...{ kind: 'datasources', format: 1 },
  datasources: {
    warehouse: { type: 'clickhouse' },
    faulty: { type: 'faulty' },
    unconnectable: { type: 'unconnectable', settings: { url: 'x' } },
    stillborn: { type: 'stillborn' },
    wrong: { type: 'unconnectable', settings: { url: 5 } },
  },
});
const picky = JSON.stringify({
  ...{ kind: 'pipeline', format: 1, title: 'Picky', source: { stream: 'orders' } },
  steps: { picky: { use: 'picky', at: 13 } },
  sinks: { rows: { from: 'picky', datasource: 'warehouse', table: 'picked' } },
});

function write(workspace: string, path: string, content: string): void {
  const file = join(workspace, `${path}.dashboard.json`);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
}

interface Issue {
  file: string;
  line: number;
  column: number;
  message: string;
}

async function issues(): Promise<Issue[]> {
  return JSON.parse((await send(`${victim.url}/api/v1/issues`)).text) as Issue[];
}

test('each broken file is named with line and column; the good ones work (R-15)', async () => {
  const found = await issues();
  for (const [path, [, line, message]] of Object.entries(broken)) {
    const own = found.filter(({ file }) => file === `${path}.dashboard.json`);
    expect([path, own]).toEqual([
      path,
      expect.arrayContaining([
        expect.objectContaining({ line, message: expect.stringMatching(message) }),
      ]),
    ]);
    expect(own.every(({ column }) => column >= 1)).toBe(true);
  }
  const names = found.map(({ file }) => file);
  for (const file of ['b/latin', 'b/link']) expect(names).toContain(`${file}.dashboard.json`);
  expect(JSON.stringify(found)).not.toContain('root:');
  await until('the table', async () => (await refer(victim.url, {})).status === 200);
  for (const path of ['b/link', 'b/folder/passwd', 'b/loop/cut', 'b/folder']) {
    const { text } = await send(`${victim.url}/api/v1/files/${path}.dashboard.json`);
    expect(text).not.toContain('root:');
  }
  await victim.expectWell();
});

test('a good dashboard that is broken later goes on in its last good version', async () => {
  const file = join(victim.workspace, 'shop/orders.dashboard.json');
  writeFileSync(file, '{ "kind": "dashboard", ');
  await until('the issue', async () =>
    (await issues()).some((issue) => issue.file === 'shop/orders.dashboard.json'),
  );
  // The pipeline makes its tables when its worker has started.
  await until('the table', async () => (await refer(victim.url, { maxPoints: 77 })).status === 200);
});

test('hostile documents and names are refused by the file routes and GraphQL', async () => {
  const put = (path: string, body: string) =>
    send(`${victim.url}/api/v1/files/${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body,
    });
  expect((await put('x/a.dashboard.json', '{"__proto__":{"polluted":1}}')).status).toBe(422);
  expect((await put('x/b.dashboard.json', '[')).status).toBe(422);
  expect((await put('x/c.dashboard.json', '['.repeat(100_000))).status).toBe(422);
  for (const name of [
    '../x.dashboard.json',
    '%2e%2e%2fx.dashboard.json',
    'X.dashboard.json',
    'con%00.dashboard.json',
    'nul.dashboard.json',
    'x/aux/y.dashboard.json',
    'caf\u00e9.dashboard.json',
    'cafe\u0301.dashboard.json',
    'a.json',
  ])
    expect([name, (await put(name, dashboard({}))).status]).toEqual([name, 404]);
  const save =
    'mutation($d: JSON!) { dashboardSave(path: "x/d", document: $d) { userErrors { message } } }';
  const hostile = `{"query":${JSON.stringify(save)},"variables":{"d":{"__proto__":{"polluted":1}}}}`;
  expect((await postJson(`${victim.url}/graphql`, hostile)).status).toBe(400);
  await victim.expectWell();
});

test('plugins that do not load are listed with the reason; the others work', async () => {
  const { text } = await send(`${victim.url}/api/v1/plugins`);
  expect(text).toContain('this module does not load');
  expect(text).toContain('expected a lower-case id like top-list');
  expect(text).toContain('no readable \\"heliostat\\" manifest');
  expect(text).toMatch(/timeseries\\" is already installed/);
  expect(text).toMatch(/picky\\" is already installed/);
});

test.each([
  ['unconnectable', 503, /connect failed: the connection fell over/],
  ['stillborn', 503, /unknown datasource plugin: stillborn/],
  ['wrong', 503, /datasources\.wrong\.settings\.url: expected string, got 5/],
  ['none', 404, /unknown datasource: none/],
])('the datasource %s says why it does not work', async (datasource, status, message) => {
  const answer = await postQuery(victim.url, { datasource, spec: {}, from: 'now-1h', to: 'now' });
  expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(message)]);
});

const failures: [how: string, message: RegExp][] = [
  ['throw at once', /query failed: thrown at once/],
  ['throw a text', /query failed: a text, not an error/],
  ['throw nothing', /query failed/],
  ['nothing', /query failed/],
  ['throw in the middle', /query failed: thrown in the middle/],
  ['a number', /frame: expected an object, got 42/],
  ['null', /frame: expected an object, got null/],
  ['fields that are none', /frame\.fields: expected a list, got no/],
  ['a length that is a lie', /fields\[0\]\.values: expected 1000000000 values, got 3/],
  ['a negative length', /frame\.length: expected a whole number, got -1/],
  ['a type that is none', /fields\[0\]\.type: expected one of .*, got moon/],
  ['texts in a column of numbers', /fields\[0\]\.values: expected the array of a number field/],
  ['a column that is missing', /fields\[0\]\.values/],
  ['endless', /more than 1000000 rows/],
  ['endless frames without rows', /more than 100000 frames/],
];

test.each(failures)('a datasource that answers with "%s" is named', async (how, message) => {
  const { status, text } = await misbehave(how);
  expect([status, JSON.parse(text)]).toEqual([
    how.startsWith('endless') ? 422 : 502,
    expect.objectContaining({
      message: expect.stringMatching(message),
      plugin: 'datasource/faulty',
    }),
  ]);
});

test.each(['reject behind our back', 'throw behind our back'])(
  'a datasource that does "%s" does not take the server with it',
  async (how) => {
    await misbehave(how);
    await until('a word in the log', () => victim.server.output().includes('nobody waited for'));
    expect(victim.server.isRunning()).toBe(true);
    expect((await ask(victim.url, 'SELECT 1 AS n')).columns['n']).toEqual([1]);
  },
);

test(
  'a datasource that never answers is cut, whatever it was asked',
  { timeout: 120_000 },
  async () => {
    const [query, check, schema] = await Promise.all([
      misbehave('never'),
      send(`${victim.url}/api/v1/datasources/faulty/check`),
      postJson(`${victim.url}/graphql`, {
        query: '{ datasource(name: "faulty") { schema { name } } }',
      }),
    ]);
    expect([query.status, query.text]).toEqual([504, expect.stringContaining('TIMEOUT')]);
    expect([check.status, check.text]).toEqual([
      504,
      expect.stringContaining('check took too long'),
    ]);
    expect(schema.text).toContain('TIMEOUT');
  },
);

test('a processor that throws at one event costs that event; it can be read (R-10)', async () => {
  expect(await sendOrders(victim.url, makeOrders(0, 100))).toBe(200);
  await until('the others', async () => {
    const { columns } = await ask(
      victim.url,
      `SELECT count() AS n FROM picked /* ${Math.random()} */`,
    );
    return columns['n']?.[0] === 99;
  });
  await until('orders', async () => (await countOrders(victim.url)).rows === 100);
  const letters = await send(`${victim.url}/api/v1/streams/orders/dead-letters`);
  expect(letters.text).toContain('cannot stand 13');
  expect(letters.text).toContain('shop/picky#picky');
});

function misbehave(how: string) {
  const body = { datasource: 'faulty', spec: { how }, from: 'now-1h', to: 'now' };
  return postQuery(victim.url, body);
}

test('a plugin that does not load is logged once, however many pipelines have started', async () => {
  const listed = JSON.parse((await send(`${victim.url}/api/v1/plugins`)).text) as {
    error?: string;
  }[];
  const logged = victim.server
    .output()
    .split('\n')
    .filter((line) => line.includes('plugin not loaded'))
    .map((line) => (JSON.parse(line) as { directory: string }).directory);
  expect(new Set(logged).size).toBe(logged.length);
  expect(logged).toHaveLength(listed.filter(({ error }) => error !== undefined).length);
});
