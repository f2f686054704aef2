import { frameFromRows, frameToRows } from '@heliostat/sdk';
import { frameFromArrow } from '@heliostat/sdk/arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countingDatasource, openBench, viewer, type Bench } from '../../query/testing/fixtures.ts';
import { openTestApi, type TestApi } from '../testing.ts';

const counting = countingDatasource();
let bench: Bench;
let api: TestApi;
beforeAll(async () => {
  bench = await openBench(counting);
  const { queries, datasources } = bench;
  api = await openTestApi({ queries, datasources }, () => viewer);
});
afterAll(async () => {
  await api.close();
  await bench.datasources.close();
});

const rows = [
  { t: Date.parse('2026-11-22T10:00:00Z'), name: '=HYPERLINK("evil")', n: -1.5, ok: true },
  {
    t: Date.parse('2026-11-22T10:01:00Z'),
    name: 'a "quoted", text\nof two lines',
    n: null,
    ok: null,
  },
  { t: Date.parse('2026-11-22T10:02:00Z'), name: '-2+3', n: 0, ok: false },
];
counting.answer = async function* () {
  yield frameFromRows(rows, [
    { name: 't', type: 'time' },
    { name: 'name', type: 'string' },
    { name: 'n', type: 'number', unit: 'ms' },
    { name: 'ok', type: 'boolean' },
  ]);
};

const reference = { dashboard: 'social/overview', query: 'by-type', from: 'now-15m', to: 'now' };

function ask(payload: object, accept?: string, path = '/api/v1/query') {
  const headers = accept === undefined ? {} : { accept };
  return api.app.inject({ method: 'POST', url: path, payload, headers });
}

describe('POST /api/v1/query', () => {
  test('answers an Arrow stream by default, with range and step in the headers', async () => {
    const response = await ask(reference);
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('application/vnd.apache.arrow.stream');
    expect(frameToRows(frameFromArrow(new Uint8Array(response.rawPayload)))).toEqual(rows);
    expect(response.headers).toMatchObject({
      'heliostat-step-ms': '1000',
      'heliostat-cached': 'false',
    });
    const again = await ask(reference);
    expect(again.headers['heliostat-cached']).toBe('true');
    expect(again.rawPayload.equals(response.rawPayload)).toBe(true);
  });

  test('answers columns as JSON', async () => {
    const answer = (await ask(reference, 'application/json')).json<Record<string, unknown>>();
    expect(answer).toMatchObject({ rows: 3, stepMs: 1000 });
    expect(answer['columns']).toEqual([
      { name: 't', type: 'time', values: rows.map(({ t }) => t) },
      { name: 'name', type: 'string', values: rows.map(({ name }) => name) },
      { name: 'n', type: 'number', unit: 'ms', values: [-1.5, null, 0] },
      { name: 'ok', type: 'boolean', values: [true, null, false] },
    ]);
  });

  test('answers CSV that a spreadsheet reads as text, not as formulas', async () => {
    const response = await ask(reference, 'text/csv');
    expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(response.body.split('\r\n')).toEqual([
      't,name,n,ok',
      `2026-11-22T10:00:00.000Z,"'=HYPERLINK(""evil"")",-1.5,true`,
      '2026-11-22T10:01:00.000Z,"a ""quoted"", text\nof two lines",,',
      "2026-11-22T10:02:00.000Z,'-2+3,0,false",
      '',
    ]);
  });

  test.each<[string, object, number]>([
    ['an unknown query', { ...reference, query: 'nope' }, 404],
    [
      'an ad hoc query of a viewer',
      { datasource: 'warehouse', spec: { text: 'x' }, from: 'now-1h', to: 'now' },
      403,
    ],
    ['a query text beside the reference', { ...reference, spec: { text: 'x' } }, 400],
    ['a missing range', { dashboard: 'social/overview', query: 'by-type' }, 400],
    ['an absurd range', { ...reference, from: 'now-100y' }, 400],
    ['a prototype', JSON.parse('{"__proto__": {"dashboard": "x"}}') as object, 400],
  ])('%s is refused', async (_, payload, status) => {
    const response = await ask(payload);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({
      code: expect.any(String),
      message: expect.any(String),
    });
  });

  test('a type we do not have is refused by name', async () => {
    const response = await ask(reference, 'image/png');
    expect(response.statusCode).toBe(415);
    expect(response.body).toMatch(/text\/csv/);
  });
});

test('the inspector says what ran', async () => {
  const answer = await ask({ ...reference, from: 'now-3h' }, undefined, '/api/v1/query/inspect');
  expect(answer.json()).toMatchObject({
    datasource: 'warehouse',
    spec: { text: 'by type in country' },
    params: { country: [] },
    endsNow: true,
    stats: { cached: false, rows: 3 },
    traits: { reads: ['activity'], tail: true },
  });
});

test('a variable of a dashboard tells its options', async () => {
  const asked = { dashboard: 'social/overview', variable: 'device' };
  const answer = await ask(asked, undefined, '/api/v1/query/variable');
  expect(answer.json()).toEqual({ values: ['phone', 'web'], dependsOn: [], truncated: false });
});
