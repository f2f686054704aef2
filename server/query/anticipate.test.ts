import { expect, test } from 'vitest';
import type { Caller } from '../auth/permissions.ts';
import { countingDatasource, openBench, overview, viewer } from './testing/fixtures.ts';

/** What the datasource is asked about the queries of a dashboard that `caller` opens twice. */
async function askedWhenOpened(caller: Caller): Promise<unknown[]> {
  const counting = countingDatasource();
  const { queries } = await openBench(counting);
  const opened = { path: 'social/overview', document: overview, caller };
  await Promise.all([queries.anticipate(opened), queries.anticipate(opened)]);
  expect(counting.requests).toEqual([]);
  return counting.asked;
}

test('each query of an opened dashboard is known once before it is asked; wrong ones are left', async () => {
  expect(await askedWhenOpened(viewer)).toEqual([
    { text: 'by type in $country' },
    { text: 'totals' },
    { text: 'all of them' },
    { text: 'those of $country and $city' },
  ]);
});

test('nothing is read ahead for a caller who may not ask', async () => {
  expect(await askedWhenOpened({ name: 'nobody', permissions: new Set() })).toEqual([]);
});
