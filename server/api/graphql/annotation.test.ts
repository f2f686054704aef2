import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../testing.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const headers = { host: 'localhost' };
const dashboard = 'social/engagement';

async function ask(query: string, variables: object): Promise<Record<string, never>> {
  const payload = { query, variables };
  const reply = await api.app.inject({ method: 'POST', url: '/graphql', headers, payload });
  return reply.json<{ data: Record<string, never> }>().data;
}

test('an annotation written over GraphQL is read over REST, and the other way round', async () => {
  const create = `mutation Create($dashboard: String!, $annotation: AnnotationInput!) {
    annotationCreate(dashboard: $dashboard, annotation: $annotation) {
      annotation { id text panel } userErrors { message } } }`;
  const made = await ask(create, { dashboard, annotation: { from: 5, to: null, text: 'Deploy' } });
  expect(made).toMatchObject({
    annotationCreate: { annotation: { text: 'Deploy', panel: null }, userErrors: [] },
  });
  const url = `/api/v1/annotations?dashboard=${dashboard}`;
  const body = { from: 9, to: 12, text: '<b>Incident</b>', tags: ['sev1'] };
  const posted = await api.app.inject({ method: 'POST', url, headers, payload: body });
  expect(posted.statusCode).toBe(201);
  const listed = await api.app.inject({ method: 'GET', url: `${url}&from=8`, headers });
  expect(listed.json()).toMatchObject([{ ...body, author: 'owner' }]);

  const list = 'query List($dashboard: String!) { annotations(dashboard: $dashboard) { text to } }';
  expect(await ask(list, { dashboard })).toEqual({
    annotations: [
      { text: 'Deploy', to: null },
      { text: '<b>Incident</b>', to: 12 },
    ],
  });
  const { id } = posted.json<{ id: string }>();
  const one = `/api/v1/annotations/${id}?dashboard=${dashboard}`;
  const put = await api.app.inject({
    ...{ method: 'PUT', url: one, headers },
    payload: { from: 9, text: 'Over' },
  });
  expect(put.json()).toMatchObject({ id, text: 'Over', tags: [] });
  const gone = await api.app.inject({ method: 'DELETE', url: one, headers });
  expect(gone.statusCode).toBe(204);
});

test('what is refused says why, as a user error and as a status', async () => {
  const remove = `mutation Delete($dashboard: String!) {
    annotationDelete(dashboard: $dashboard, id: "x") { deletedId userErrors { code message } } }`;
  expect(await ask(remove, { dashboard })).toEqual({
    annotationDelete: {
      deletedId: null,
      userErrors: [{ code: 'NOT_FOUND', message: 'unknown annotation: x' }],
    },
  });
  const posted = await api.app.inject({
    ...{ method: 'POST', url: `/api/v1/annotations?dashboard=${dashboard}`, headers },
    payload: { from: 5, text: 'x'.repeat(501) },
  });
  expect([posted.statusCode, posted.json<{ message: string }>().message]).toEqual([
    400,
    expect.stringContaining('text'),
  ]);
});
