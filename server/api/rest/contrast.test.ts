import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../auth/permissions.ts';
import { openBench, owner, startMs, viewer, type Bench } from '../../query/testing/fixtures.ts';
import { openTestApi, type TestApi } from '../testing.ts';

let caller: Caller = owner;
let bench: Bench;
let api: TestApi;
beforeAll(async () => {
  bench = await openBench();
  const { queries, datasources } = bench;
  api = await openTestApi({ queries, datasources }, () => caller);
});
afterAll(async () => {
  await api.close();
  await bench.datasources.close();
});

const asked = { dashboard: 'social/overview', query: 'totals', from: 'now-15m', to: 'now' };
const part = { from: startMs - 60_000, to: startMs };
const post = (payload: object) =>
  api.app.inject({ method: 'POST', url: '/api/v1/query/contrast', payload });

describe('POST /api/v1/query/contrast', () => {
  test('answers the fields that differ, with the shares of their values', async () => {
    const response = await post({ asked, part });
    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({
      ...{ inside: 100, outside: 1000 },
      fields: [
        {
          name: 'country',
          values: [
            { value: 'US', inside: 10, outside: 900, shareInside: 0.1, shareOutside: 0.9 },
            { value: 'DE', inside: 90, outside: 100, shareInside: 0.9, shareOutside: 0.1 },
          ],
        },
      ],
    });
  });

  test.each([
    ['no part', { asked }, 'body: part'],
    ['a part without an end', { asked, part: { from: 1 } }, 'body: part.to'],
    ['a query without a name', { asked: { ...asked, query: 3 }, part }, 'body: query'],
    ['nothing that is asked', { part }, 'body: expected dashboard and query'],
  ])('refuses %s', async (_, payload, place) => {
    const response = await post(payload);
    expect(response.statusCode).toBe(400);
    expect(response.body).toContain(place);
  });

  test('is for those who may ask for any field', async () => {
    caller = viewer;
    const response = await post({ asked, part });
    caller = owner;
    expect(response.statusCode).toBe(403);
  });
});
