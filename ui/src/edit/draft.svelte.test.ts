import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Draft } from './draft.svelte.ts';
import { buildDraftStore, type DraftStore } from './draft-store.ts';
import { shop as document, titled } from './testing.ts';

function memory(room = Infinity): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => {
      if (text.length > room) throw new Error('QuotaExceededError');
      kept.set(key, text);
    },
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage;
}

function open(store: DraftStore = buildDraftStore(memory())): Draft {
  return new Draft({ path: 'shop', document, etag: '"1"', store, now: () => 5 });
}

test('every change can be undone and done again, by its label', () => {
  const draft = open();
  draft.change('First', titled('A'));
  draft.change('Second', titled('B'));
  expect([draft.undo(), draft.document.title]).toEqual(['Second', 'A']);
  expect([draft.undo(), draft.document]).toEqual(['First', document]);
  expect([draft.undo(), draft.isChanged]).toEqual([undefined, false]);
  expect([draft.redo(), draft.redo(), draft.redo()]).toEqual(['First', 'Second', undefined]);
  expect(draft.document.title).toBe('B');
});

test('a change that gives an equal document is none', () => {
  const draft = open();
  draft.change('Nothing', (one) => structuredClone(one));
  expect([draft.canUndo, draft.isChanged]).toEqual([false, false]);
});

test('changes of one key are one step, and none when they end where they began', () => {
  const draft = open();
  draft.change('Type', titled('S'), 'title');
  draft.change('Type', titled('Sh'), 'title');
  draft.change('Type', titled('Other'), 'other');
  draft.undo();
  expect(draft.document.title).toBe('Sh');
  draft.undo();
  expect(draft.document.title).toBe('Shop');
  draft.change('Type', titled('X'), 'again');
  draft.change('Type', titled('Shop'), 'again');
  expect([draft.canUndo, draft.isChanged]).toEqual([false, false]);
});

test('what is typed after an undo is a step of its own', () => {
  const draft = open();
  draft.change('Type', titled('S'), 'title');
  draft.change('Description', (one) => ({ ...one, description: 'x' }));
  draft.undo();
  draft.change('Type', titled('Sx'), 'title');
  draft.undo();
  expect(draft.document.title).toBe('S');
});

test('at most a hundred steps can be undone', () => {
  const draft = open();
  for (let i = 0; i <= 100; i++) draft.change('Type', titled(`${i}`));
  for (let i = 0; i < 200; i++) draft.undo();
  expect(draft.document.title).toBe('0');
});

test('a draft is kept until it is saved, discarded or undone', () => {
  const store = buildDraftStore(memory());
  const draft = open(store);
  draft.change('Title', titled('A'));
  expect(store.read('shop')).toEqual({
    atMs: 5,
    etag: '"1"',
    base: document,
    document: { ...document, title: 'A' },
  });
  draft.undo();
  expect(store.read('shop')).toBeUndefined();
  draft.redo();
  draft.saved(draft.document, '"2"');
  expect([store.read('shop'), draft.isChanged, draft.etag]).toEqual([undefined, false, '"2"']);
  draft.change('Title', titled('B'));
  draft.discard();
  expect([store.read('shop'), draft.document.title]).toEqual([undefined, 'A']);
});

test('a draft for which there is no room says so', () => {
  const draft = open(buildDraftStore(memory(10)));
  draft.change('Title', titled('A'));
  expect([draft.isKept, draft.document.title]).toEqual([false, 'A']);
});

test('what is kept and cannot be read is no draft', () => {
  const storage = memory();
  for (const text of ['', '{', 'null', '[]', '{"atMs":1,"etag":"x","base":{},"document":{}}']) {
    storage.setItem('heliostat.draft.shop', text);
    expect(buildDraftStore(storage).read('shop')).toBeUndefined();
  }
});

test('after a rebase undo leads to the new file, not to the old one', () => {
  const draft = open();
  draft.change('Title', titled('Mine'));
  const theirs = { ...document, description: 'theirs' };
  draft.rebase({ document: theirs, etag: '"2"' }, (one) => ({ ...one, description: 'theirs' }));
  expect(draft.document).toEqual({ ...theirs, title: 'Mine' });
  draft.undo();
  expect([draft.document, draft.isChanged]).toEqual([theirs, false]);
});

test('any run of changes, undone and redone, is where it was', () => {
  const changes = fc.array(fc.tuple(fc.string(), fc.option(fc.constantFrom('x', 'y'))), {
    maxLength: 90,
  });
  fc.assert(
    fc.property(changes, (steps) => {
      const draft = open();
      for (const [title, merge] of steps) draft.change('Title', titled(title), merge ?? undefined);
      const end = draft.document;
      while (draft.canUndo) draft.undo();
      expect(draft.document).toEqual(document);
      while (draft.canRedo) draft.redo();
      expect(draft.document).toEqual(end);
    }),
  );
});
