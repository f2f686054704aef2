import { setTimeout as sleep } from 'node:timers/promises';
import { HeliostatError } from '@heliostat/sdk';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { permissions, type Permission } from '../../auth/permissions.ts';
import { hostileOperations } from '../testing/operations.ts';
import { dashboard, openTestApi, testConfig, type TestApi } from '../testing.ts';

let api: TestApi;
let allowed = new Set<Permission>(permissions);
beforeAll(async () => {
  api = await openTestApi({}, () => ({ name: 'tester', permissions: allowed }));
});
afterAll(() => api.close());

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: string[]; extensions: { code: string; hint?: string } }[];
}

async function post(payload: unknown, headers: Record<string, string> = {}) {
  return api.app.inject({
    ...{ method: 'POST', url: '/graphql', payload: JSON.stringify(payload) },
    headers: { host: 'localhost', 'content-type': 'application/json', ...headers },
  });
}
async function ask(query: string, variables: object = {}): Promise<Answer> {
  return (await post({ query, variables })).json<Answer>();
}

test('one operation reads every domain', async () => {
  const { data, errors } = await ask(`{
    server { version startedAt workspace permissions issues { file } }
    dashboards { path folder title description tags etag modifiedAt document issues { line } }
    dashboard(path: "nope") { path }
    plugins { kind id error options secondary supports readme }
    pipelines { path state error { code } issues { line path } steps { id kind from } checkpointAt }
    streams { name origin schema head deadLetterCount deadLetters { seq at event } }
    transforms { use title description options }
    datasources { name type error check { ok version } schema { name kind expandable }
      values(path: ["activity"], field: "type") }
    query(input: { dashboard: "social/engagement", query: "q", from: "now-1h", to: "now" }) {
      rows statement columns { name type values }
    }
  }`);
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    dashboards: [{ path: 'social/engagement', folder: 'social', description: 'Likes and\nshares' }],
    dashboard: null,
    server: { issues: [{ file: 'social/engagement.pipeline.json' }] },
    pipelines: [
      {
        state: 'RUNNING',
        issues: [{ line: 4, path: 'steps.real.where' }],
        steps: [{ kind: 'SOURCE', from: null }],
      },
    ],
    streams: [{ name: 'activity', deadLetters: [{ seq: 7, at: 1000 }] }, { origin: 'internal' }],
    datasources: [
      { check: { ok: true }, schema: [{ name: 'activity' }], values: ['like', 3, true] },
    ],
    query: { rows: 2, columns: [{ name: 'events', type: 'number', values: [1, 2] }] },
  });
  expect(data?.['plugins']).toContainEqual(
    expect.objectContaining({ kind: 'PANEL', id: 'broken', error: 'no options' }),
  );
});

test('a dashboard is saved, changed and deleted; what the user can put right comes as userErrors', async () => {
  const save = `mutation ($path: String!, $document: JSON!, $ifMatch: String) {
    dashboardSave(path: $path, document: $document, ifMatch: $ifMatch) {
      dashboard { etag title } userErrors { code message hint field line }
    } }`;
  interface Saved {
    dashboard: { etag: string; title: string } | null;
    userErrors: { code: string; field: string[]; line: number | null }[];
  }
  const saved = async (variables: object) =>
    (await ask(save, variables)).data?.['dashboardSave'] as Saved;
  const path = 'ads/spend';
  const first = await saved({ path, document: dashboard });
  expect(first.userErrors).toEqual([]);
  const stale = { path, document: { ...dashboard, title: 'Spend' } };
  expect((await saved(stale)).userErrors).toMatchObject([{ code: 'PRECONDITION_REQUIRED' }]);
  expect((await saved({ ...stale, ifMatch: '"x"' })).userErrors).toMatchObject([
    { code: 'PRECONDITION_FAILED' },
  ]);
  const second = await saved({ ...stale, ifMatch: first.dashboard?.etag });
  expect(second.dashboard?.title).toBe('Spend');
  const bad = await saved({ path: 'ads/bad', document: { ...dashboard, titel: 1 } });
  expect(bad).toMatchObject({
    dashboard: null,
    userErrors: [{ code: 'INVALID_FILE', field: ['titel'], line: expect.any(Number) }],
  });
  expect((await saved({ path: '../../etc/x', document: dashboard })).userErrors).toMatchObject([
    { code: 'INVALID_REQUEST' },
  ]);
  const gone = await ask(
    'mutation ($m: String!) { dashboardDelete(path: "ads/spend", ifMatch: $m) { deletedPath } }',
    { m: second.dashboard?.etag },
  );
  expect(gone.data?.['dashboardDelete']).toEqual({ deletedPath: path });
});

test.each(Object.entries(hostileOperations))(
  '%s is refused with 400 and a reason (G-01 … G-05)',
  async (_name, query) => {
    const answer = await post({ query });
    expect(answer.statusCode).toBe(400);
    expect(answer.json<Answer>().errors?.[0]?.message.length).toBeGreaterThan(3);
    expect(answer.body.length).toBeLessThan(10_000);
  },
);

test('what is refused is refused again, and does not push valid documents out', async () => {
  for (let i = 0; i < 3; i++) expect((await post({ query: '{ nope }' })).statusCode).toBe(400);
  for (let i = 0; i < 600; i++) await post({ query: `{ a${i}: __typename }` });
  expect((await ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
});

test.each([
  [[{ query: '{ __typename }' }]],
  [[]],
  ['{ __typename }'],
  [null],
  [{}],
  [{ query: 1 }],
  [{ query: null }],
  [{ query: '{ __typename }', variables: [] }],
  [{ query: '{ __typename }', variables: 'x' }],
  [{ query: '{ __typename }', operationName: 'nope' }],
  [{ query: '{ __typename }', operationName: {} }],
])('%j is no request: no batches, no guesses (G-06)', async (body) => {
  expect((await post(body)).statusCode).toBe(400);
});

test('only POST, only JSON (G-07, G-08)', async () => {
  const headers = { host: 'localhost', accept: 'text/html' };
  for (const url of ['/graphql', '/graphql?query={__typename}', '/graphql?query=mutation{ping}']) {
    const answer = await api.app.inject({ url, headers });
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([
      ...[405, 'METHOD_NOT_ALLOWED'],
    ]);
  }
  const text = await post({ query: '{ __typename }' }, { 'content-type': 'text/plain' });
  expect(text.statusCode).toBe(415);
});

test('a secret in an unforeseen error stays inside; our own errors say what to do (G-10)', async () => {
  const failing = (thrown: Error) => ({
    ...api.services.queries,
    run: () => Promise.reject(thrown),
  });
  const query =
    '{ query(input: {dashboard: "a", query: "b", from: "now-1h", to: "now"}) { rows } server { version } }';
  const real = api.services.queries;
  api.services.queries = failing(new Error('password=hunter2'));
  const masked = await post({ query });
  expect(masked.body).not.toContain('hunter2');
  expect(masked.json<Answer>().errors).toMatchObject([
    { message: 'internal error', path: ['query'], extensions: { code: 'INTERNAL' } },
  ]);
  expect(api.services.failures).toHaveLength(1);
  api.services.queries = failing(
    new HeliostatError('INVALID_QUERY', 'no table: activty', { hint: 'Did you mean activity?' }),
  );
  const ours = (await ask(query)).errors;
  expect(ours).toMatchObject([
    {
      message: 'no table: activty',
      extensions: { code: 'INVALID_QUERY', hint: 'Did you mean activity?' },
    },
  ]);
  api.services.queries = real;
});

test('when the client goes away, so does its query (G-11)', async () => {
  const real = api.services.queries;
  let started = () => {};
  const running = new Promise<void>((resolve) => (started = resolve));
  let stopped = () => {};
  const aborted = new Promise<void>((resolve) => (stopped = resolve));
  api.services.queries = {
    ...real,
    run: (_input, _caller, signal) => {
      started();
      signal.addEventListener('abort', stopped);
      return new Promise(() => {});
    },
  };
  const address = await api.app.listen({ port: 0, host: '127.0.0.1' });
  const client = new AbortController();
  const query = '{ query(input: {dashboard: "a", query: "b", from: "0", to: "1"}) { rows } }';
  const answer = fetch(`${address}/graphql`, {
    ...{ method: 'POST', body: JSON.stringify({ query }), signal: client.signal },
    headers: { 'content-type': 'application/json' },
  }).catch(() => 'gone');
  await running;
  client.abort();
  expect(await answer).toBe('gone');
  expect(await Promise.race([aborted.then(() => 'aborted'), sleep(5000, 'still running')])).toBe(
    'aborted',
  );
  api.services.queries = real;
});

test('each root field asks for its own permission', async () => {
  const needs: [string, Permission][] = [
    ['{ server { version } }', 'ui:read'],
    ['{ dashboards { path } }', 'dashboard:read'],
    ['{ dashboard(path: "a") { path } }', 'dashboard:read'],
    [
      'mutation { dashboardSave(path: "a", document: {}) { userErrors { code } } }',
      'dashboard:write',
    ],
    ['mutation { dashboardDelete(path: "a", ifMatch: "") { deletedPath } }', 'dashboard:write'],
    ['{ plugins { id } }', 'plugin:read'],
    ['{ pipelines { path } }', 'pipeline:read'],
    ['{ pipeline(path: "a") { path } }', 'pipeline:read'],
    ['{ streams { name } }', 'stream:read'],
    ['{ stream(name: "a") { name } }', 'stream:read'],
    ['mutation { streamReplayDeadLetters(name: "a") { replayed } }', 'stream:write'],
    ['{ datasources { name } }', 'datasource:read'],
    ['{ datasource(name: "a") { name } }', 'datasource:read'],
    ['{ query(input: {dashboard: "a", query: "b", from: "0", to: "1"}) { rows } }', 'query:run'],
  ];
  for (const [query, permission] of needs) {
    allowed = new Set(permissions.filter((each) => each !== permission));
    expect([query, (await ask(query)).errors?.[0]?.extensions.code]).toEqual([query, 'FORBIDDEN']);
    allowed = new Set([permission]);
    expect([query, (await ask(query)).errors]).toEqual([query, undefined]);
  }
  allowed = new Set(permissions);
});

test('introspection works', async () => {
  const { data, errors } = await ask(getIntrospectionQuery());
  expect(errors).toBeUndefined();
  expect(data).toHaveProperty('__schema.queryType.name', 'Query');
});

test.each([
  '{"query":"{ __typename }","variables":{"__proto__":{"polluted":1}}}',
  '{"query":"{ __typename }","__proto__":{"polluted":1}}',
  '{"query":"{ __typename }","variables":{"constructor":{"prototype":{"polluted":1}}}}',
])('%s is refused (S-16)', async (payload) => {
  const answer = await api.app.inject({
    ...{ method: 'POST', url: '/graphql', payload },
    headers: { host: 'localhost', 'content-type': 'application/json' },
  });
  expect(answer.statusCode).toBe(400);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('a document that reaches for the prototype inside a literal is an invalid file (S-16)', async () => {
  const { data } = await ask(
    'mutation { dashboardSave(path: "x", document: {__proto__: {polluted: 1}}) { userErrors { code } } }',
  );
  expect(data?.['dashboardSave']).toEqual({ userErrors: [{ code: 'INVALID_FILE' }] });
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test.each([
  '{ stream(name: "activity") { deadLetters(limit: -1) { seq } } }',
  '{ stream(name: "activity") { deadLetters(limit: 1001) { seq } } }',
  '{ stream(name: "activity") { deadLetters(limit: 1e99) { seq } } }',
  '{ stream(name: "activity") { deadLetters(limit: 99999999999999999999) { seq } } }',
  '{ query(input: {dashboard: "a", query: "b", from: "0", to: "1", maxPoints: 1e12}) { rows } }',
  '{ query(input: {dashboard: "a", query: "b", from: "0", to: "1", variables: [1]}) { rows } }',
  '{ query(input: {dashboard: "a", query: "b", from: "0", to: "1", variables: {a: {b: 1}}}) { rows } }',
  '{ query(input: {dashboard: "a", query: "b", from: "0", to: "1", filters: [{field: "a", op: "; DROP", value: 1}]}) { rows } }',
  '{ datasource(name: "warehouse") { schema(path: ["a","a","a","a","a","a","a","a","a"]) { name } } }',
])('an absurd argument is an error that names it: %s (S-19)', async (query) => {
  const { errors } = await ask(query);
  expect(errors?.[0]?.extensions.code).toBe('INVALID_REQUEST');
});

test('GraphiQL is there in development only, complete, with nothing from elsewhere', async () => {
  const development = await openTestApi({ config: { ...testConfig, development: true } });
  const page = await development.app.inject({
    ...{ url: '/graphql', headers: { host: 'localhost', accept: 'text/html,*/*' } },
  });
  expect([page.statusCode, page.headers['content-type']]).toEqual([
    200,
    'text/html; charset=utf-8',
  ]);
  expect(page.body).toContain('YogaGraphiQL.renderYogaGraphiQL');
  expect(page.body).not.toMatch(/<(script|link|img)[^>]+(src|href)="https?:/);
  expect(page.headers['content-security-policy']).toContain("connect-src 'self'");
  const program = await development.app.inject({ url: '/graphql', headers: { host: 'localhost' } });
  expect(program.statusCode).toBe(405);
  await development.close();
});
