import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dashboard, openTestApi, type TestApi } from '../testing.ts';

let api: TestApi;
const path = 'social/engagement';
const second = { ...dashboard, title: 'Second' };

beforeAll(async () => {
  api = await openTestApi();
  const { workspace } = api.services;
  const ifMatch = workspace.get('dashboard', path)?.etag ?? '';
  await workspace.save({ kind: 'dashboard', path, text: JSON.stringify(second), ifMatch });
});
afterAll(() => api.close());

const get = (url: string) => api.app.inject({ method: 'GET', url, headers: { host: 'localhost' } });

async function ask(query: string, variables: object = {}): Promise<unknown> {
  const answer = await api.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { host: 'localhost' },
    payload: { query, variables },
  });
  return answer.json<unknown>();
}

interface Listed {
  id: string;
  isCurrent: boolean;
}

test('versions are listed and each is the text as it was', async () => {
  const list = await get(`/api/v1/dashboards/${path}/versions`);
  const found = list.json<Listed[]>();
  expect(found.map(({ isCurrent }) => isCurrent)).toEqual([true, false]);
  const first = await get(`/api/v1/dashboards/${path}/versions/${found[1]?.id}`);
  expect(first.body).toBe(JSON.stringify(dashboard));
  const one = await get(`/api/v1/dashboards/${path}/versions?first=1`);
  expect(one.json<Listed[]>()).toHaveLength(1);
});

test.each([
  [`${path}/versions/--output=x`, 404],
  [`${path}/versions/..%2f..%2fpackage.json`, 404],
  [`${path}/versions/r99`, 404],
  ['..%2f..%2fetc/versions', 404],
  [`${path}/versions?first=100000`, 400],
  [path, 404],
])('%s is answered %i', async (url, status) => {
  const answer = await get(`/api/v1/dashboards/${url}`);
  expect(answer.statusCode).toBe(status);
  const code = status === 404 ? 'NOT_FOUND' : 'INVALID_REQUEST';
  expect(answer.json<object>()).toMatchObject({ code });
});

test('GraphQL has the versions, and the document of one', async () => {
  const list = `query ($path: String!) { dashboard(path: $path) {
    versions(first: 2) { id at author message isCommitted isCurrent } } }`;
  const answer = (await ask(list, { path })) as {
    data: { dashboard: { versions: Listed[] } };
  };
  const { versions } = answer.data.dashboard;
  expect(versions[0]).toMatchObject({ author: null, message: null, isCommitted: false });
  const read = `query ($path: String!, $id: String!) { dashboard(path: $path) {
    version(id: $id) { text document } none: version(id: "--output=x") { text } } }`;
  expect(await ask(read, { path, id: versions[1]?.id })).toMatchObject({
    data: { dashboard: { version: { document: dashboard }, none: null } },
  });
});

test('a deleted dashboard can be had back; who links to one is known', async () => {
  const { workspace, versions } = api.services;
  const links = [{ dashboard: path }];
  const linking = JSON.stringify({ ...dashboard, title: 'Links', links });
  await workspace.save({ kind: 'dashboard', path: 'wall', text: linking });
  const from = `{ dashboard(path: "${path}") { linkedFrom { path } } }`;
  expect(await ask(from)).toEqual({ data: { dashboard: { linkedFrom: [{ path: 'wall' }] } } });
  // Each reads every file: of one dashboard it may be asked, not of all.
  expect(await ask('{ dashboards { linkedFrom { path } } }')).toMatchObject({
    errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }],
  });

  const ifMatch = workspace.get('dashboard', 'wall')?.etag ?? '';
  await workspace.remove({ kind: 'dashboard', path: 'wall', ifMatch });
  const [gone] = (await get('/api/v1/deleted-dashboards')).json<
    { path: string; version: string }[]
  >();
  expect(gone?.path).toBe('wall');
  expect(await versions.read('wall', gone?.version ?? '')).toContain('"Links"');
  const deleted = '{ deletedDashboards(path: "wall") { path author last { document } } }';
  expect(await ask(deleted)).toMatchObject({
    data: { deletedDashboards: [{ path: 'wall', author: null, last: { document: { links } } }] },
  });
});

test('a text that holds no dashboard is a version without a document', async () => {
  const file = join(api.services.workspace.directory, `${path}.dashboard.json`);
  await writeFile(file, '{"kind": "dashboard"}');
  await expect
    .poll(() => api.services.workspace.get('dashboard', path)?.text)
    .toBe('{"kind": "dashboard"}');
  const [now] = await api.services.versions.list(path, 1);
  const read = `query ($id: String!) { dashboard(path: "${path}") { version(id: $id) { text document } } }`;
  expect(await ask(read, { id: now?.id })).toEqual({
    data: { dashboard: { version: { text: '{"kind": "dashboard"}', document: null } } },
  });
});
