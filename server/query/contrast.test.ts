import { afterAll, describe, expect, test } from 'vitest';
import { readContrast } from './contrast.ts';
import type { OpenDatasource } from './datasources.ts';
import { countingDatasource, openBench, owner, startMs } from './testing/fixtures.ts';

const never = new AbortController().signal;
const bench = await openBench();
const silent = await openBench(countingDatasource('none'));
afterAll(() => Promise.all([bench.datasources.close(), silent.datasources.close()]));

const range = { from: 'now-15m', to: 'now' };
const asked = { dashboard: 'social/overview', query: 'totals', ...range };
const lastMinute = { from: startMs - 60_000, to: startMs };

function contrast(
  { queries }: typeof bench,
  input: Parameters<typeof queries.prepare>[0],
  part = lastMinute,
) {
  const prepared = queries.prepare(input, owner);
  return queries.contrast({ prepared, plan: queries.plan(prepared), part }, never);
}

describe('what is different in a part of the range is told', () => {
  test('by the datasource, field by field, and only what differs', async () => {
    const { counted, inside, outside, fields } = await contrast(bench, asked);
    expect({ counted, inside, outside }).toEqual({
      ...{ counted: 'totals of 60000 ms', inside: 100, outside: 1000 },
    });
    expect(fields.map(({ name }) => name)).toEqual(['country']);
    expect(fields[0]?.values.map(({ value }) => value)).toEqual(['US', 'DE']);
    expect(bench.counting.requests).toEqual([]);
  });

  test('of the first of the queries that it takes its rows from', async () => {
    const queries = {
      first: { datasource: 'warehouse', text: 'first' },
      second: { datasource: 'warehouse', text: 'second' },
      both: { from: ['first', 'second'] },
    };
    const { counted } = await contrast(bench, { queries, query: 'both', ...range });
    expect(counted).toBe('first of 60000 ms');
  });

  test.each([
    ['behind it', { from: startMs + 60_000, to: startMs + 120_000 }],
    ['before it', { from: startMs - 9e7, to: startMs - 8e7 }],
    ['the wrong way round', { from: startMs, to: startMs - 60_000 }],
  ])('not of a part that is %s', async (_, part) => {
    await expect(contrast(bench, asked, part)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: 'part: no part of the range',
    });
  });

  test('for no longer than a query may take', async () => {
    const prepared = bench.queries.prepare(asked, owner);
    const short = { ...prepared, limits: { ...prepared.limits, timeoutMs: 10 } };
    const connection = { contrast: () => new Promise(() => undefined) };
    const hanging = { ...bench.datasources.get('warehouse'), connection };
    const question = { prepared: short, plan: bench.queries.plan(prepared), part: lastMinute };
    await expect(
      readContrast(hanging as unknown as OpenDatasource, question, never),
    ).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  test('only where the datasource can', async () => {
    await expect(contrast(silent, asked)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('does not tell what is different') as string,
    });
  });
});
