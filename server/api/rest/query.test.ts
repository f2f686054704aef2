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

  test.each<[string, object, string]>([
    ['nothing', {}, 'body: expected dashboard and query'],
    ['a list', [reference], 'body: expected dashboard and query'],
    [
      'a mistyped key',
      { ...reference, maxPoint: 5 },
      'body: maxPoint: unknown key, did you mean "maxPoints"?',
    ],
    [
      'a query text beside the reference',
      { ...reference, spec: { text: 'x' } },
      'body: spec: unknown key',
    ],
    [
      'half of an ad hoc query',
      { datasource: 'warehouse', from: 'now-1h', to: 'now' },
      'body: spec: required, but missing',
    ],
    [
      'a value of no kind',
      { ...reference, variables: { country: { a: 1 } } },
      'body: variables.country: expected text, a number, a boolean, or a list of up to 1000 texts, got {"a":1}',
    ],
  ])('%s is answered with one line that names the place', async (_, payload, message) => {
    for (const path of ['/api/v1/query', '/api/v1/query/inspect', '/api/v1/query/explain']) {
      const response = await ask(payload, undefined, path);
      expect([response.statusCode, response.json<{ message: string }>().message]).toEqual([
        400,
        message,
      ]);
    }
  });

  test('a short result tells its length, a failure in its middle is a status; a long one streams', async () => {
    const short = await ask({ ...reference, from: 'now-2h' });
    expect(short.headers['content-length']).toBe(String(short.rawPayload.length));
    const { answer } = counting;
    counting.answer = async function* (request) {
      yield frameFromRows(
        Array.from({ length: 50_000 }, (_, i) => ({ n: i })),
        [{ name: 'n', type: 'number' }],
      );
      if (request.range.to - request.range.from > 4 * 3_600_000) throw new Error('half way');
    };
    const long = await ask({ ...reference, from: 'now-4h' });
    expect(long.headers['content-length']).toBeUndefined();
    expect(frameFromArrow(new Uint8Array(long.rawPayload)).length).toBe(50_000);
    const failed = await ask({ ...reference, from: 'now-5h' });
    expect([failed.statusCode, failed.json<{ message: string }>().message]).toEqual([
      502,
      expect.stringContaining('half way'),
    ]);
    counting.answer = answer;
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
    spec: { text: 'by type in $country' },
    params: { country: [] },
    endsNow: true,
    stats: { cached: false, rows: 3 },
    traits: { reads: ['activity'], tail: true },
    explains: true,
  });
});

test('a query is explained without running', async () => {
  const before = counting.requests.length;
  const answer = await ask({ ...reference, from: 'now-3h' }, undefined, '/api/v1/query/explain');
  expect(answer.json()).toEqual({
    explanation: expect.stringMatching(/^by type in \$country from \d+$/) as string,
  });
  expect(counting.requests).toHaveLength(before);
});

test('a variable of a dashboard tells its options', async () => {
  const asked = { dashboard: 'social/overview', variable: 'device' };
  const answer = await ask(asked, undefined, '/api/v1/query/variable');
  expect(answer.json()).toEqual({
    options: [
      { value: 'phone', label: 'phone' },
      { value: 'web', label: 'web' },
    ],
    total: 2,
  });
});
