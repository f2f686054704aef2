import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestEngine } from './testing.ts';

const { signal } = new AbortController();
let engine: Awaited<ReturnType<typeof openTestEngine>>;
beforeAll(async () => {
  engine = await openTestEngine([
    'CREATE TABLE visits (ts DateTime64(3), paid Nullable(Bool), page LowCardinality(Nullable(String)), id UUID, n UInt8) ENGINE = MergeTree ORDER BY ts',
    `INSERT INTO visits SELECT fromUnixTimestamp64Milli(toInt64(number * 1000)), if(number % 3 = 2, NULL, number % 3 = 0),
      if(number < 3, NULL, 'home'), generateUUIDv4(), number FROM numbers(6)`,
  ]);
});
afterAll(() => engine.close());

test('what is missing is a value of its own, also of yes and no', async () => {
  const request = {
    query: { sql: 'SELECT count() FROM visits WHERE $__time(ts)' },
    ...{ range: { from: 0, to: 6000 }, stepMs: 1000, maxPoints: 500, params: {}, filters: [] },
    limits: { maxRows: 1000, maxBytes: 1e9, timeoutMs: 20_000 },
  };
  const { inside, outside, fields } = await engine.connection.contrast!(
    request,
    { from: 0, to: 3000 },
    signal,
  );
  expect([inside, outside]).toEqual([3, 3]);
  expect(fields).toEqual([
    {
      name: 'paid',
      values: [
        { value: '', inside: 1, outside: 1 },
        { value: false, inside: 1, outside: 1 },
        { value: true, inside: 1, outside: 1 },
      ],
    },
    {
      name: 'page',
      values: [
        { value: '', inside: 3, outside: 0 },
        { value: 'home', inside: 0, outside: 3 },
      ],
    },
  ]);
});
