import type { DashboardDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import type { Ask } from './graphql.ts';
import { Openings } from './openings.ts';
import type { Dashboard } from './operations.ts';

const { signal } = new AbortController();

/** A server that has every dashboard but `gone`, and is away for `away`. */
function openings() {
  const asked: string[] = [];
  const read: string[] = [];
  const ask = (async (_operation: string, variables: { path: string }) => {
    asked.push(variables.path);
    if (variables.path === 'away') throw new Error('not there');
    return { dashboard: variables.path === 'gone' ? null : dashboardAt(variables.path) };
  }) as unknown as Ask;
  return { asked, read, openings: new Openings(ask, ({ path }) => read.push(path)) };
}

function dashboardAt(path: string): Dashboard {
  const document: DashboardDocument = {
    ...{ kind: 'dashboard', format: 1, title: path, panels: {}, layout: { rows: [] } },
  };
  const summary = { path, folder: '', title: path, description: null, tags: [], issues: [] };
  return { ...summary, modifiedAt: 0, document, etag: '1' };
}

test('what was asked ahead is read without asking again, and only once', async () => {
  const { asked, read, openings: it } = openings();
  it.begin('shop/orders');
  expect((await it.read('shop/orders', signal))?.path).toBe('shop/orders');
  expect([asked, read]).toEqual([['shop/orders'], ['shop/orders']]);
  await it.read('shop/orders', signal);
  expect(asked).toEqual(['shop/orders', 'shop/orders']);
});

test('another dashboard than the one that was asked ahead is asked for', async () => {
  const { asked, openings: it } = openings();
  it.begin('shop/orders');
  expect((await it.read('shop/stock', signal))?.path).toBe('shop/stock');
  await it.read('shop/orders', signal);
  expect(asked).toEqual(['shop/orders', 'shop/stock', 'shop/orders']);
});

test('what fails ahead fails where it is read, and nothing is told of what is not there', async () => {
  const { read, openings: it } = openings();
  it.begin('away');
  await expect(it.read('away', signal)).rejects.toThrow('not there');
  it.begin('gone');
  expect(await it.read('gone', signal)).toBeNull();
  expect(read).toEqual([]);
});
