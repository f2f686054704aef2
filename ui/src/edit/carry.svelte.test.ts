import type { DashboardDocument } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { Carry } from './carry.svelte.ts';
import { Draft } from './draft.svelte.ts';
import { buildDraftStore } from './draft-store.ts';
import type { EditSession } from './session.svelte.ts';
import { titled } from './testing.ts';

const opened: DashboardDocument = {
  kind: 'dashboard',
  format: 1,
  title: 'Shop',
  panels: { a: { type: 'stat' }, b: { type: 'stat' } },
  layout: {
    rows: [
      {
        cells: [
          { panel: 'a', span: 12 },
          { panel: 'b', span: 12 },
        ],
      },
    ],
  },
};

function open() {
  const draft = new Draft({
    ...{ path: 'shop', etag: '"1"', document: opened },
    store: buildDraftStore(undefined),
  });
  const session = {
    draft,
    get document() {
      return draft.document;
    },
    ...{ tab: undefined, title: (slug: string) => slug },
    ...{ select: () => undefined, announce: () => undefined, focus: () => Promise.resolve() },
  } as unknown as EditSession;
  const carry = new Carry(session);
  const press = (key: string) => carry.onKey(new KeyboardEvent('keydown', { key }), 'a');
  return { draft, carry, press };
}

const order = ({ layout }: DashboardDocument) =>
  layout.rows.map(({ cells }) => cells.map(({ panel }) => panel));

test('what is carried is moved key by key, one step of undo, and put back', () => {
  const { draft, press } = open();
  press('m');
  press('ArrowRight');
  expect(order(draft.document)).toEqual([['b', 'a']]);
  press('Escape');
  expect([order(draft.document), draft.isChanged]).toEqual([[['a', 'b']], false]);
});

test('what the file brings in while a panel is carried is not taken back by the next key', () => {
  const { draft, press } = open();
  press('m');
  press('ArrowRight');
  draft.rebase({ document: titled('Theirs')(opened), etag: '"2"' }, titled('Theirs'));
  press('ArrowLeft');
  expect([draft.document.title, order(draft.document)]).toEqual(['Theirs', [['a', 'b']]]);
  press('Escape');
  expect(draft.document.title).toBe('Theirs');
});

test('after an undo a carried panel goes on from where it is', () => {
  const { draft, press } = open();
  draft.change('Rename', titled('Mine'));
  press('m');
  draft.undo();
  press('ArrowRight');
  expect([draft.document.title, order(draft.document)]).toEqual(['Shop', [['b', 'a']]]);
});
