import { expect, onTestFinished, test, vi } from 'vitest';
import { readAhead } from './read-ahead.ts';
import { openBench, overview } from './testing/fixtures.ts';

/** A server that has just started: the queries that its datasource is asked about. */
async function startBench() {
  const { counting, workspace, queries, change } = await openBench();
  const end = readAhead(workspace, queries);
  onTestFinished(end);
  const { asked, requests } = counting;
  return { asked, change, end, requests };
}

const queriesOf = (text: string) => ({
  ...overview,
  queries: { totals: { datasource: 'warehouse', text } },
});

test('the queries of dashboards are known when the server has started, and none of them is run', async () => {
  const { asked, requests } = await startBench();
  await vi.waitFor(() =>
    expect(asked).toEqual([
      { text: 'by type in $country' },
      { text: 'totals' },
      { text: 'all of them' },
      { text: 'those of $country and $city' },
    ]),
  );
  expect(requests).toEqual([]);
});

test('a dashboard that changes is read again: only what is new in it', async () => {
  const { asked, change } = await startBench();
  await vi.waitFor(() => expect(asked).toHaveLength(4));
  change('social/overview', queriesOf('totals'));
  change('social/overview', queriesOf('totals of today'));
  await vi.waitFor(() => expect(asked.slice(4)).toEqual([{ text: 'totals of today' }]));
});

test('nothing is read any more once it has ended', async () => {
  const { asked, change, end } = await startBench();
  await vi.waitFor(() => expect(asked).toHaveLength(4));
  end();
  change('social/overview', queriesOf('totals of today'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked).toHaveLength(4);
});
