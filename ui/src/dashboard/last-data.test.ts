import { emptyFrame, frameFromRows, type Interval } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import type { QueryAnswer } from '../data/query.ts';
import { findLastData, type AskRange } from './last-data.ts';

const minute = 60_000;
const now = Date.UTC(2026, 10, 23);

/** A store with rows at `times`; buckets are a hundredth of what is asked for. */
function store(times: readonly number[], toRow: (bucket: number) => object) {
  const asked: Interval[] = [];
  const ask: AskRange = (range) => {
    asked.push(range);
    const stepMs = Math.max(1, (range.to - range.from) / 100);
    const rows = times
      .filter((time) => time >= range.from && time < range.to)
      .map((time) => toRow(Math.floor(time / stepMs) * stepMs));
    const fields = Object.keys(rows[0] ?? {}).map((name) => ({
      name,
      type: name === 't' ? ('time' as const) : ('number' as const),
    }));
    const frame = rows.length === 0 ? emptyFrame : frameFromRows(rows as never, fields);
    const answer: QueryAnswer = { frame, ...range, stepMs };
    return Promise.resolve([answer]);
  };
  return { ask, asked };
}
const inBuckets = (t: number) => ({ t, n: 1 });

test.each([20 * minute, 5 * 86_400_000, 900 * 86_400_000])(
  'the newest rows are found however long ago they were: %d ms',
  async (ago) => {
    const last = now - ago;
    const { ask } = store([last - 3 * 86_400_000, last], inBuckets);
    const end = (await findLastData(ask, now, 15 * minute)) ?? 0;
    expect(end).toBeGreaterThan(last);
    expect(end - last).toBeLessThan(minute);
  },
);

test('rows without a time are found by halves', async () => {
  const last = now - 40 * 86_400_000;
  const { ask, asked } = store([last - 86_400_000, last], () => ({ n: 1 }));
  const end = (await findLastData(ask, now, 15 * minute)) ?? 0;
  expect(end).toBeGreaterThan(last);
  expect(end - last).toBeLessThan(minute);
  expect(asked.length).toBeLessThan(60);
});

test('where there is nothing in ten years, it says so after a few looks', async () => {
  const { ask, asked } = store([], inBuckets);
  expect(await findLastData(ask, now, 15 * minute)).toBeUndefined();
  expect(asked.length).toBeLessThan(10);
  expect(asked.at(-1)?.from).toBe(now - 3650 * 86_400_000);
  expect(asked.slice(1).map(({ to }) => to)).toEqual(asked.slice(0, -1).map(({ from }) => from));
});
