import { afterAll, describe, expect, test } from 'vitest';
import { countingDatasource, openBench, owner, startMs, viewer } from './testing/fixtures.ts';

const never = new AbortController().signal;
const bench = await openBench();
const silent = await openBench(countingDatasource('none'));
afterAll(() => Promise.all([bench.datasources.close(), silent.datasources.close()]));

const range = { from: 'now-15m', to: 'now' };
const asked = {
  dashboard: 'social/overview',
  query: 'totals',
  variables: {},
  filters: [],
  ...range,
};

function explain({ queries }: typeof bench, input: Parameters<typeof queries.prepare>[0]) {
  const prepared = queries.prepare(input, owner);
  return queries.explain(prepared, queries.plan(prepared), never);
}

describe('a query is explained', () => {
  test('by its datasource, for the range that is asked, without running', async () => {
    const text = await explain(bench, asked);
    expect(text).toBe(`totals from ${startMs - 900_000}`);
    expect(bench.counting.requests).toEqual([]);
    expect(bench.queries.explains(bench.queries.prepare(asked, viewer))).toBe(true);
  });

  test('with those it takes its rows from', async () => {
    const queries = {
      first: { datasource: 'warehouse', text: 'first' },
      second: { datasource: 'warehouse', text: 'second' },
      both: { from: ['first', 'second'] },
    };
    const text = await explain(bench, { queries, query: 'both', ...range });
    expect(text.split('\n\n').map((part) => part.split(' ')[0])).toEqual(['first', 'second']);
  });

  test('with the plugin named where it fails', async () => {
    const queries = { one: { datasource: 'warehouse', text: 'unexplained' } };
    await expect(explain(bench, { queries, query: 'one', ...range })).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      plugin: 'datasource/counting',
      message: 'explain failed: no plan',
    });
  });

  test('only where the datasource can', async () => {
    expect(silent.queries.explains(silent.queries.prepare(asked, viewer))).toBe(false);
    await expect(explain(silent, asked)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('does not explain') as string,
    });
  });
});
