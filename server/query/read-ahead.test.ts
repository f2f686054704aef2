import { expect, onTestFinished, test } from 'vitest';
import { readAhead } from './read-ahead.ts';
import { openBench, overview } from './testing/fixtures.ts';
import type { QueryService } from './service.ts';
import type { Workspace } from '../workspace/workspace.ts';

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
  await expect
    .poll(() => asked)
    .toEqual([
      { text: 'by type in $country' },
      { text: 'totals' },
      { text: 'all of them' },
      { text: 'those of $country and $city' },
    ]);
  expect(requests).toEqual([]);
});

test('a dashboard that changes is read again: only what is new in it', async () => {
  const { asked, change } = await startBench();
  await expect.poll(() => asked).toHaveLength(4);
  change('social/overview', queriesOf('totals'));
  change('social/overview', queriesOf('totals of today'));
  await expect.poll(() => asked.slice(4)).toEqual([{ text: 'totals of today' }]);
});

test('nothing is read any more once it has ended', async () => {
  const { asked, change, end } = await startBench();
  await expect.poll(() => asked).toHaveLength(4);
  end();
  change('social/overview', queriesOf('totals of today'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked).toHaveLength(4);
});

/** Dashboards in the order they were changed in, each read when `go` lets it. */
function readSome(modifiedAtMs: readonly number[]) {
  const files = modifiedAtMs.map((at, i) => ({
    path: `d${i}`,
    modifiedAtMs: at,
    document: overview,
  }));
  const read: string[] = [];
  const waiting: (() => void)[] = [];
  const workspace = {
    list: () => files,
    get: (_kind: string, path: string) => files.find((file) => file.path === path),
    onChange: () => () => undefined,
  } as unknown as Workspace;
  const anticipate = ({ path }: { path: string }) => {
    read.push(path);
    return new Promise<void>((resolve) => waiting.push(resolve));
  };
  const end = readAhead(workspace, { anticipate } as unknown as QueryService);
  const go = async () => {
    waiting.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { read, end, go };
}

test('at the start the twenty that changed last are read, the last one first, one at a time', async () => {
  const { read, go } = readSome(Array.from({ length: 25 }, (_, i) => (i * 7) % 25));
  expect(read).toEqual(['d7']);
  for (let i = 0; i < 25; i++) await go();
  expect(read).toHaveLength(20);
  expect(read.slice(0, 3)).toEqual(['d7', 'd14', 'd21']);
});

test('what still waits when it ends is not read', async () => {
  const { read, end, go } = readSome([1, 2, 3]);
  end();
  await go();
  expect(read).toEqual(['d2']);
});
