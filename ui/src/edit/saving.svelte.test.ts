import type { DashboardDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { Draft } from './draft.svelte.ts';
import { buildDraftStore } from './draft-store.ts';
import { Saving } from './saving.svelte.ts';
import type { EditSession } from './session.svelte.ts';
import { shop as document, titled } from './testing.ts';

const opened = { path: 'shop', etag: '"1"', document };

/** A server that writes what it is sent. */
function open() {
  const draft = new Draft({ ...opened, store: buildDraftStore(undefined) });
  const ask = (_operation: string, variables: { document: DashboardDocument }) =>
    Promise.resolve({
      dashboardSave: {
        dashboard: { path: 'shop', etag: '"2"', document: variables.document },
        userErrors: [],
      },
    });
  const board = {
    app: { ask, toasts: { done: () => undefined } },
    view: {},
    show: () => undefined,
  };
  const session = { draft, board } as unknown as EditSession;
  return { draft, saving: new Saving(session) };
}

test('what the page has of the file before it hears of a save is not brought back', async () => {
  const { draft, saving } = open();
  saving.follow(opened);
  draft.change('First', titled('Orders'));
  expect(await saving.save()).toBe(true);
  saving.follow(opened);
  expect([draft.document.title, draft.etag, draft.isChanged]).toEqual(['Orders', '"2"', false]);
  saving.follow({ path: 'shop', etag: '"2"', document: draft.document });
  expect([draft.undo(), draft.document.title]).toEqual(['First', 'Shop']);
});

test('what somebody else saves afterwards is brought in', async () => {
  const { draft, saving } = open();
  saving.follow(opened);
  draft.change('First', titled('Orders'));
  await saving.save();
  saving.follow({ path: 'shop', etag: '"3"', document: titled('Theirs')(draft.document) });
  expect([draft.document.title, draft.etag]).toEqual(['Theirs', '"3"']);
});

test('new panels are told by the names that they get in the file', () => {
  const { draft, saving } = open();
  draft.change('Add a panel', (one) => ({
    ...one,
    panels: { ...one.panels, 'new-panel': { type: 'stat', title: 'Revenue' } },
  }));
  expect(saving.changes.map(({ text }) => text)).toEqual(['panel *revenue* added']);
});
