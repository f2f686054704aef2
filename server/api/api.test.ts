import { Ajv } from 'ajv';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from './testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const headers = { host: 'localhost' };
const get = async (url: string) => api.app.inject({ url, headers });

interface Operation {
  tags: string[];
  summary: string;
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
interface OpenApi {
  tags: readonly { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

test('the OpenAPI document names, tags and types every operation under /api/v1', async () => {
  const document = (await get('/api/v1/openapi.json')).json<OpenApi>();
  const routes = api.app.guardedRoutes
    .filter(({ method, url }) => method !== 'HEAD' && url.startsWith('/api/v1/'))
    .filter(({ url }) => !/openapi\.json|live$/.test(url));
  for (const { method, url } of routes) {
    const path = url.replace(/:(\w+)/g, '{$1}').replace('*', '{*}');
    const operation = document.paths[path]?.[method.toLowerCase()];
    expect(operation?.tags.length, `${method} ${path}`).toBeGreaterThan(0);
    for (const tag of operation?.tags ?? [])
      expect(document.tags.map(({ name }) => name)).toContain(tag);
    expect(operation?.summary, `${method} ${path}`).toMatch(/\w+/);
    expect(Object.keys(operation?.responses ?? {}), path).toContain('default');
  }
});

/** What routes need to be asked with. */
const queries: Readonly<Record<string, string>> = {
  '/api/v1/annotations': '?dashboard=social/overview',
  '/api/v1/datasources/{name}/values': '?path=default&path=activity&field=type',
};

test('what a route answers is what its schema says', async () => {
  const document = (await get('/api/v1/openapi.json')).json<OpenApi>();
  const ajv = new Ajv({ strict: false });
  ajv.addSchema({ $id: 'root', ...document });
  const urls = Object.keys(document.paths)
    .filter((path) => document.paths[path]?.['get'] !== undefined)
    .map((path) => [
      path,
      path.replace('{name}', path.includes('source') ? 'warehouse' : 'activity'),
    ])
    .filter(([, url]) => !url!.includes('{'));
  expect(urls.length).toBeGreaterThan(8);
  for (const [path, url] of urls) {
    const answer = await get(`${url}${queries[path!] ?? ''}`);
    expect([url, answer.statusCode]).toEqual([url, 200]);
    const content = document.paths[path!]?.['get']?.responses['200']?.content;
    const schema = content?.['application/json']?.schema;
    if (schema === undefined) continue;
    const fits = ajv.validate(schema, answer.json());
    expect([url, fits, ajv.errors]).toEqual([url, true, null]);
  }
});

test('errors have one shape, and an unforeseen one says nothing but where to look', async () => {
  const broken = await openTestApi({
    readiness: () => {
      throw new Error('password=hunter2 at /home/someone');
    },
  });
  const answer = await broken.app.inject({ url: '/readyz', headers });
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toEqual({
    code: 'INTERNAL',
    message: 'internal error',
    hint: expect.stringMatching(/requestId [0-9a-f]{16}/),
  });
  expect(answer.body).not.toMatch(/hunter2|someone/);
  expect(broken.services.failures).toHaveLength(1);
  expect((await get('/api/v1/nope')).json()).toEqual({
    code: 'NOT_FOUND',
    message: 'no such route: GET /api/v1/nope',
  });
  await broken.close();
});

test('not ready is 503 and says why; alive asks nobody', async () => {
  const sick = await openTestApi({
    readiness: () => ({ ready: false, checks: { engine: false, workspace: true } }),
  });
  const answer = await sick.app.inject({ url: '/readyz', headers });
  expect([answer.statusCode, answer.json()]).toEqual([
    503,
    { ready: false, checks: { engine: false, workspace: true, eventLoop: true } },
  ]);
  expect((await sick.app.inject({ url: '/livez', headers })).statusCode).toBe(200);
  await sick.close();
});

test('metrics have the lag of pipelines and the time of requests by route template', async () => {
  await get('/api/v1/streams/activity/dead-letters');
  const { body, headers: answered } = await get('/metrics');
  expect(answered['content-type']).toMatch(/^text\/plain/);
  expect(body).toContain('heliostat_pipeline_lag_events{pipeline="social/engagement"} 2');
  expect(body).toMatch(
    /http_request_duration_seconds_count\{route="\/api\/v1\/streams\/:name\/dead-letters",method="GET",status="200"\} \d/,
  );
  expect(body).not.toContain('activity/dead-letters');
});

test('what people ask is observed, what machines ask all day is not', async () => {
  api.services.observations.splice(0);
  for (const url of ['/api/v1/dashboards?search=x', '/metrics', '/livez', '/readyz', '/api/nope'])
    await get(url);
  expect(api.services.observations).toEqual([
    expect.objectContaining({ kind: 'http', name: '/api/v1/dashboards', status: 200 }),
    expect.objectContaining({ kind: 'http', name: 'unmatched', status: 404 }),
  ]);
});

test('dashboards are found by words, folder and tag', async () => {
  const paths = async (query: string) =>
    (await get(`/api/v1/dashboards?${query}`)).json<{ path: string }[]>().map(({ path }) => path);
  for (const query of ['', 'search=LIKES%20social', 'folder=social', 'tag=social', 'search=gage'])
    expect([query, await paths(query)]).toEqual([query, ['social/engagement']]);
  for (const query of ['search=likes%20ads', 'folder=soc', 'tag=soc'])
    expect([query, await paths(query)]).toEqual([query, []]);
});

test('dead letters are read and sent again once', async () => {
  expect((await get('/api/v1/streams/activity/dead-letters')).json()).toHaveLength(1);
  const url = '/api/v1/streams/activity/dead-letters/replay';
  const replay = async () =>
    (await api.app.inject({ method: 'POST', url, headers })).json<object>();
  expect([await replay(), await replay()]).toEqual([{ replayed: 1 }, { replayed: 0 }]);
});

test('schemas of files know the installed plugins', async () => {
  const schema = await get('/schema/dashboard.v1.json');
  expect(schema.json<{ $schema: string }>().$schema).toContain('2020-12');
  expect(schema.body).toContain('plain');
  expect((await get('/schema/alarm.v1.json')).statusCode).toBe(404);
  expect((await get('/schema/dashboard.v2.json')).statusCode).toBe(404);
});

test('every answer carries the headers that keep a browser safe', async () => {
  for (const url of ['/', '/api/v1/dashboards', '/nope.js', '/api/v1/nope']) {
    const { headers: answered } = await get(url);
    expect(answered).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'same-origin',
    });
    const policy = String(answered['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe-eval');
  }
});
