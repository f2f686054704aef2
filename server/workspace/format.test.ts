import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatDocument } from './format.ts';
import { parseText } from './parse.ts';
import type { Surroundings } from './shape.ts';
import { loadPlugins } from '../plugins/load.ts';
import { loadTestPlugins, readState, toLines } from './testing.ts';
import { validateText } from './validate.ts';
import type { WorkspaceKind } from './workspace.ts';

const around: Surroundings = {
  plugins: await loadTestPlugins(),
  datasources: new Map([['warehouse', 'memory']]),
  streams: new Map([['activity', 'activity']]),
  dashboards: new Set(),
};
const fixtures = join(import.meta.dirname, 'fixtures/format');

const format = (kind: WorkspaceKind, value: unknown) => formatDocument(kind, value, around);
const reformat = (kind: WorkspaceKind, text: string) => format(kind, parseText(text).value);

test.each(['dashboard', 'pipeline', 'stream'] as const)(
  'a careless %s becomes canonical and stays so',
  async (kind) => {
    const careless = await readFile(join(fixtures, `careless.${kind}.json`), 'utf8');
    const canonical = reformat(kind, careless);
    await expect(canonical).toMatchFileSnapshot(join(fixtures, `canonical.${kind}.json`));
    expect(reformat(kind, canonical)).toBe(canonical);
  },
);

test('opened and saved without an edit, no byte of a file changes: tabs, stacks, annotations, links, keys nobody knows', async () => {
  const text = await readFile(join(fixtures, 'whole.dashboard.json'), 'utf8');
  expect(reformat('dashboard', text)).toBe(text);
});

test('a key that nobody knows survives wherever it stands', async () => {
  const text = await readFile(join(fixtures, 'whole.dashboard.json'), 'utf8');
  const marked = mark(JSON.parse(text));
  expect(JSON.parse(format('dashboard', marked))).toEqual(marked);
});

/** The value with one more key in each of its objects. */
function mark(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mark);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]: [string, unknown]) => [key, mark(one)]);
  return { ...(Object.fromEntries(entries) as object), 'x-more': { kept: [1] } };
}

test('every file that comes with Heliostat stands as a save would write it', async () => {
  const root = join(import.meta.dirname, '../..');
  const plugins = await loadPlugins({ directories: [join(root, 'plugins')] });
  const state = await readState(join(root, 'dashboards'), plugins);
  const files = state.list('dashboard');
  expect(files.length).toBeGreaterThan(4);
  for (const { path, text } of files)
    expect(
      formatDocument('dashboard', parseText(text).value, {
        ...around,
        plugins,
        datasources: new Map([['warehouse', 'clickhouse']]),
      }),
      path,
    ).toBe(text);
});

const minimal = { kind: 'dashboard', format: 1, title: 'T', panels: {}, layout: { rows: [] } };

test('keys follow the schema, unknown ones come last by name, maps keep the author’s order', () => {
  const text = format('dashboard', {
    zebra: 1,
    title: 'T',
    apple: { c: 1, a: 2 },
    panels: { z: { title: 'Z', type: 'dots' }, a: { type: 'dots', more: [], extra: 1 } },
    layout: { rows: [] },
    format: 1,
    kind: 'dashboard',
  });
  expect(text).toBe(`{
  "kind": "dashboard",
  "format": 1,
  "title": "T",
  "panels": {
    "z": { "type": "dots", "title": "Z" },
    "a": { "type": "dots", "extra": 1, "more": [] }
  },
  "layout": {
    "rows": []
  },
  "apple": { "c": 1, "a": 2 },
  "zebra": 1
}
`);
});

test('values equal to a default are left out, at any depth and of plugins too', () => {
  const text = format('dashboard', {
    ...minimal,
    time: { from: 'now-6h', to: 'now', refresh: 'off', timeZone: 'browser' },
    queries: { q: { datasource: 'warehouse', sql: 'x', limit: 100 } },
    panels: { a: { type: 'dots', options: { size: 3, stack: 'none' }, fields: {} } },
    layout: { rows: [{ height: 8, cells: [] }] },
  });
  expect(JSON.parse(text)).toEqual({
    ...minimal,
    queries: { q: { datasource: 'warehouse', sql: 'x' } },
    panels: { a: { type: 'dots' } },
    layout: { rows: [{ cells: [] }] },
  });
});

test('an optional object that means something by being there stays', () => {
  const panels = { a: { type: 'dots', options: { shade: { from: 0 } } } };
  const text = format('dashboard', { ...minimal, panels });
  expect(JSON.parse(text)).toMatchObject({ panels: { a: { options: { shade: {} } } } });
});

test('query text is never changed, whatever its white space', () => {
  const sql = ['SELECT  1 ', '', '\tFROM x -- "quoted"', 'é\u2028'];
  const text = format('dashboard', {
    ...minimal,
    queries: { a: { datasource: 'warehouse', sql }, b: { datasource: 'warehouse', sql: 'a\nb' } },
  });
  const { queries } = JSON.parse(text) as { queries: Record<string, { sql: unknown }> };
  expect(queries['a']?.sql).toEqual(sql);
  expect(queries['b']?.sql).toBe('a\nb');
  expect(text).toContain('"sql": [\n        "SELECT  1 ",\n');
});

const slug = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const anyKey = fc
  .string()
  .filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key));
const unknown = fc.dictionary(anyKey, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 });
const panel = fc.record(
  {
    type: fc.constantFrom('dots', 'other'),
    title: fc.string(),
    options: fc.oneof(
      fc.record(
        { size: fc.integer({ min: 1, max: 5 }), stack: fc.constantFrom('none', 'normal') },
        { requiredKeys: [] },
      ),
      unknown,
    ),
    fields: fc.dictionary(fc.string(), unknown, { maxKeys: 2 }),
  },
  { requiredKeys: ['type'] },
);
const dashboard = fc
  .record({
    extra: unknown,
    time: fc.record({ from: fc.constantFrom('now-6h', 'now-1h') }, { requiredKeys: [] }),
    queries: fc.dictionary(
      slug,
      fc.record({
        datasource: fc.constantFrom('warehouse', 'nowhere'),
        sql: fc.oneof(fc.string(), fc.array(fc.string())),
        limit: fc.constantFrom(100, 7),
      }),
    ),
    panels: fc.dictionary(slug, panel),
  })
  .map(({ extra, ...rest }) => ({ ...extra, ...minimal, ...rest }));
const anything = fc.oneof(dashboard, fc.jsonValue(), fc.record({ panels: fc.jsonValue() }));

test('formatting twice is formatting once, for anything that is JSON', () => {
  fc.assert(
    fc.property(
      anything,
      fc.constantFrom<WorkspaceKind[]>('dashboard', 'pipeline', 'datasources'),
      (value, kind) => {
        const once = format(kind, value);
        expect(format(kind, JSON.parse(once))).toBe(once);
      },
    ),
    { numRuns: 400 },
  );
});

test('formatting loses nothing but defaults: unknown keys and texts survive', () => {
  fc.assert(
    fc.property(dashboard, (value) => {
      const formatted = JSON.parse(format('dashboard', value)) as typeof value;
      const known = ['time', 'queries', 'panels', 'variables', 'controls', 'tags', 'description'];
      for (const [key, original] of Object.entries(value)) {
        if (!known.includes(key)) expect(formatted).toHaveProperty([key], toJson(original));
      }
      for (const [name, { sql }] of Object.entries(value.queries)) {
        expect(formatted.queries[name]?.sql).toEqual(sql);
      }
    }),
    { numRuns: 500 },
  );
});

test('what is valid stays valid when it is formatted', () => {
  const identity = { kind: 'dashboard', path: 'x' } as const;
  const issues = (text: string) =>
    toLines(validateText(identity, parseText(text), around))
      .replaceAll(/:\d+:\d+/g, '')
      // That is what formatting mends.
      .replaceAll(/.* written for an older version of .*\n/g, '');
  fc.assert(
    fc.property(dashboard, (value) => {
      const text = JSON.stringify(value);
      // What is no document, for a forbidden key, is not formatted either.
      fc.pre(parseText(text).problems.length === 0);
      const before = issues(text).split('\n').sort();
      expect(issues(format('dashboard', value)).split('\n').sort()).toEqual(before);
    }),
    { numRuns: 300 },
  );
});

/** -0 is no JSON. */
function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
