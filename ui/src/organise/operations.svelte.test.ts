import type { DashboardDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import type { App } from '../app/app.ts';
import { Remembered } from '../app/remembered.svelte.ts';
import { buildDraftStore } from '../edit/draft-store.ts';
import { moveDashboard } from './operations.ts';

const begun: DashboardDocument = {
  kind: 'dashboard',
  format: 1,
  title: 'Shop',
  panels: { a: { type: 'stat' }, b: { type: 'stat' } },
  layout: { rows: [] },
};
const mine = { ...begun, panels: { ...begun.panels, a: { type: 'bars' } } };
const theirs = { ...begun, panels: { ...begun.panels, b: { type: 'gauge' } } };

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
}

/** A server whose file somebody else has changed since the draft was begun. */
function setUp() {
  const storage = memory();
  const ask = (operation: string, { document }: { document?: DashboardDocument }) =>
    Promise.resolve(
      operation.includes('dashboardSave')
        ? { dashboardSave: { dashboard: { path: 'new', etag: '"3"', document }, userErrors: [] } }
        : operation.includes('dashboardDelete')
          ? { dashboardDelete: { deletedPath: 'old', userErrors: [] } }
          : { dashboard: { document: theirs, etag: '"2"' } },
    );
  const starredDashboards = new Remembered(storage, 'starred');
  const recentDashboards = new Remembered(storage, 'recent');
  return { storage, ask, starredDashboards, recentDashboards } as unknown as App;
}

test('a draft that moves along does not take back what others have changed of the file', async () => {
  const app = setUp();
  const store = buildDraftStore(app.storage);
  store.write('old', { atMs: 1, etag: '"1"', base: begun, document: mine });
  expect(await moveDashboard(app, 'old', { path: 'new', title: 'Shop 2' })).toEqual([]);
  const kept = store.read('new');
  expect(kept?.document).toEqual({ ...mine, title: 'Shop 2' });
  // Against this base only the type of `a` is a change of the draft.
  expect(kept?.base).toEqual({ ...begun, title: 'Shop 2' });
  expect(kept?.etag).toBe('"1"');
  expect(store.read('old')).toBeUndefined();
});

test('a star goes with the dashboard, the visit does not', async () => {
  const app = setUp();
  app.starredDashboards.add('old');
  app.recentDashboards.add('old');
  await moveDashboard(app, 'old', { path: 'new', title: 'Shop' });
  expect(app.starredDashboards.entries).toEqual(['new']);
  expect(app.recentDashboards.entries).toEqual([]);
});
