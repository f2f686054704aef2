import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dashboard, openTestApi, pipelineIssue, type TestApi } from '../testing.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

const file = 'social/engagement.dashboard.json';
const request = async (
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE',
  path: string,
  more: object = {},
) => {
  const { headers, payload } = more as { headers?: Record<string, string>; payload?: string };
  return api.app.inject({
    ...{ method, url: `/api/v1/files/${path}` },
    headers: {
      host: 'localhost',
      ...(payload !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(payload !== undefined && { payload }),
  });
};
const titled = (title: string) => JSON.stringify({ ...dashboard, title });

test('a file is its text and an etag; HEAD and If-None-Match save the text', async () => {
  const got = await request('GET', file);
  const etag = String(got.headers.etag);
  expect(etag).toMatch(/^"sha256-/);
  expect(got.body).toBe(await readFile(join(api.services.workspace.directory, file), 'utf8'));
  const head = await request('HEAD', file);
  expect([head.statusCode, head.headers.etag, head.body]).toEqual([200, etag, '']);
  const cached = await request('GET', file, { headers: { 'if-none-match': etag } });
  expect([cached.statusCode, cached.body]).toEqual([304, '']);
});

test('saving needs the etag that was read: 428 without, 412 with an old one', async () => {
  const etag = String((await request('GET', file)).headers.etag);
  const put = async (ifMatch?: string) =>
    request('PUT', file, {
      payload: titled('New'),
      headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
    });
  expect((await put()).statusCode).toBe(428);
  expect((await put('"sha256-old"')).statusCode).toBe(412);
  const saved = await put(etag);
  expect(saved.statusCode).toBe(200);
  expect(saved.headers.etag).not.toBe(etag);
  expect((await put(etag)).statusCode).toBe(412);
  expect((await put('*')).statusCode).toBe(200);
});

test('what is saved is canonical, and saving it again changes no byte', async () => {
  const created = await request('PUT', 'ads/spend.dashboard.json', { payload: titled('Spend') });
  expect(created.statusCode).toBe(201);
  const first = await request('GET', 'ads/spend.dashboard.json');
  expect(first.body).toMatch(/^\{\n {2}"/);
  const again = await request('PUT', 'ads/spend.dashboard.json', {
    ...{ payload: first.body, headers: { 'if-match': String(first.headers.etag) } },
  });
  expect(again.headers.etag).toBe(first.headers.etag);
});

test('of ten that save at once with the same etag, one wins', async () => {
  const etag = String((await request('GET', file)).headers.etag);
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      request('PUT', file, { payload: titled(`No. ${i}`), headers: { 'if-match': etag } }),
    ),
  );
  const statuses = answers.map(({ statusCode }) => statusCode).sort();
  expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 412)]);
});

test('deleting needs the etag too', async () => {
  const etag = String((await request('GET', file)).headers.etag);
  expect((await request('DELETE', file)).statusCode).toBe(428);
  expect((await request('DELETE', file, { headers: { 'if-match': '"x"' } })).statusCode).toBe(412);
  expect((await request('DELETE', file, { headers: { 'if-match': etag } })).statusCode).toBe(204);
  expect((await request('GET', file)).statusCode).toBe(404);
});

test('who writes dashboards does not thereby write pipelines and datasources', async () => {
  const owner = api;
  const caller = {
    name: 'editor',
    permissions: new Set(['dashboard:read', 'dashboard:write'] as const),
  };
  api = await openTestApi({}, () => caller);
  const text = JSON.stringify({ kind: 'datasources', format: 1, datasources: {} });
  for (const other of ['datasources.json', 'x.pipeline.json', 'x.stream.json']) {
    expect((await request('PUT', other, { payload: text })).statusCode, other).toBe(403);
    expect((await request('GET', other)).statusCode, other).toBe(403);
    expect((await request('DELETE', other)).statusCode, other).toBe(403);
  }
  const headers = { host: 'localhost' };
  const issues = await api.app.inject({ method: 'GET', url: '/api/v1/issues', headers });
  expect(issues.json()).toEqual([]);
  const created = await request('PUT', 'x.dashboard.json', { payload: titled('x') });
  expect(created.statusCode).toBe(201);
  await api.close();
  api = owner;
});

test('a file that is not valid is refused with every place, and nothing is written', async () => {
  const payload = `{ "kind": "dashboard", "format": 1,\n "titel": "x", "panels": {}, "layout": {} }`;
  const answer = await request('PUT', 'ads/bad.dashboard.json', { payload });
  expect(answer.statusCode).toBe(422);
  const { code, issues } = answer.json<{
    code: string;
    issues: { line: number; path: string }[];
  }>();
  expect(code).toBe('INVALID_FILE');
  expect(issues).toContainEqual(expect.objectContaining({ line: 2, path: 'titel' }));
  expect((await request('GET', 'ads/bad.dashboard.json')).statusCode).toBe(404);
});

test.each(['{"__proto__": {"polluted": 1}}', '{"constructor": {"prototype": {"polluted": 1}}}'])(
  'a document cannot reach the prototype of objects: %s (S-16)',
  async (inner) => {
    const payload = titled('x').replace('"panels":{}', `"panels":${inner}`);
    const answer = await request('PUT', 'ads/bad.dashboard.json', { payload });
    expect(answer.statusCode).toBe(422);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  },
);

test.each([
  '../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%2e%2e/%2e%2e/etc/passwd',
  '..%5c..%5cetc%5cpasswd.dashboard.json',
  '%252e%252e%252fpasswd.dashboard.json',
  '/etc/passwd.dashboard.json',
  'social//engagement.dashboard.json',
  'SOCIAL/engagement.dashboard.json',
  'social/engagement.dashboard.json/',
  'social/engagement.dashboard.json%00',
  'social/engagement',
  'a.txt',
  '.dashboard.json',
  'x/.hidden.dashboard.json',
  `${'a/'.repeat(300)}x.dashboard.json`,
  '%ff.dashboard.json',
  '',
  '*',
  ':path',
  '%',
])('%s is no file, to read or to write', async (path) => {
  const read = await request('GET', path);
  expect([400, 404, 414]).toContain(read.statusCode);
  const written = await request('PUT', path, { payload: titled('x') });
  expect([400, 404, 414]).toContain(written.statusCode);
});

test('issues are those of the files and of the pipelines they are to be', async () => {
  const { workspace } = api.services;
  await writeFile(join(workspace.directory, 'zoo.dashboard.json'), '{');
  await expect.poll(() => workspace.issues().length, { timeout: 20_000 }).toBe(1);
  const headers = { host: 'localhost' };
  const answer = await api.app.inject({ method: 'GET', url: '/api/v1/issues', headers });
  expect(answer.json()).toEqual([pipelineIssue, ...workspace.issues()]);
});
