import { describe, expect, test } from 'vitest';
import { explainDocument, formatDocument } from './format.ts';
import { migrateDocument } from './migrate.ts';
import { parseText } from './parse.ts';
import type { Surroundings } from './shape.ts';
import { WorkspaceState } from './state.ts';
import { loadTestPlugins, toLines } from './testing.ts';
import { validateText } from './validate.ts';
import type { WorkspaceKind } from './workspace.ts';

const plugins = await loadTestPlugins();
const around: Surroundings = {
  plugins,
  datasources: new Map([['warehouse', 'memory']]),
  streams: new Map([['activity', 'activity']]),
  dashboards: new Set(),
};

const dashboard = {
  kind: 'dashboard',
  format: 1,
  title: 'Old',
  variables: { where: { type: 'datasource', plugin: 'memory' } },
  queries: {
    here: { datasource: 'warehouse', sql: 'SELECT 1', max: 5, minStep: '10s' },
    there: { datasource: '$where', sql: 'SELECT 1', max: 6 },
  },
  panels: {
    a: {
      type: 'dots',
      queries: ['here', 'there'],
      options: { diameter: 7, 'x-owner': 'me' },
      fields: { '*': { unit: 'ms', r: 2 }, n: { unit: 's' } },
    },
    b: { type: 'dots', options: { size: 5 } },
    c: { type: 'nowhere', options: { diameter: 7 } },
  },
  layout: { rows: [] },
};

const pipeline = (steps: object) => ({
  ...{ kind: 'pipeline', format: 1, title: 'Old', source: { stream: 'activity' }, steps },
  sinks: { all: { datasource: 'warehouse', table: 'all' } },
});

const linesOf = (kind: WorkspaceKind, document: object) =>
  toLines(validateText({ kind, path: 'one' }, parseText(JSON.stringify(document, null, 1)), around))
    .split('\n')
    .filter((line) => /older version|cannot bring/.test(line))
    .map((line) => line.replace(/^one\.\w+\.json:\d+:\d+ /, ''));

test('what was written for older plugins is read as those of today have it, and nothing else is touched', () => {
  const before = structuredClone(dashboard);
  const { document } = migrateDocument('dashboard', dashboard, around);
  const { queries, panels } = dashboard;
  expect(document).toEqual({
    ...dashboard,
    queries: {
      here: { datasource: 'warehouse', sql: 'SELECT 1', limit: 5, minStep: '10s' },
      there: { ...queries.there, limit: 6, max: undefined },
    },
    panels: {
      ...panels,
      a: {
        ...panels.a,
        options: { size: 7, 'x-owner': 'me' },
        fields: { '*': { unit: 'ms', radius: 2 }, n: { unit: 's' } },
      },
    },
  });
  expect(dashboard).toEqual(before);
});

test('a file that says nothing old is the very same', () => {
  const { document } = migrateDocument('dashboard', dashboard, around);
  expect(migrateDocument('dashboard', document, around)).toEqual({ document, findings: [] });
  expect(migrateDocument('dashboard', document, around).document).toBe(document);
});

test('it is said where, as a warning, with what to do', () => {
  const older = (plugin: string) =>
    `written for an older version of ${plugin}: \`heliostat fmt\`, or the next save, brings it along`;
  expect(linesOf('dashboard', dashboard)).toEqual([
    `warning queries.here: ${older('Memory')}`,
    `warning queries.there: ${older('Memory')}`,
    `warning panels.a.options: ${older('Dots')}`,
    `warning panels.a.fields.*: ${older('Dots')}`,
  ]);
});

test('formatting writes the new form, and formatting twice is formatting once', () => {
  for (const print of [formatDocument, explainDocument]) {
    const text = print('dashboard', dashboard, around);
    expect(text).toContain('"size": 7');
    expect(text).not.toContain('diameter": 7, "x');
    expect(print('dashboard', parseText(text).value, around)).toBe(text);
    expect(linesOf('dashboard', parseText(text).value as object)).toEqual([]);
  }
});

test('steps of a pipeline and settings of a datasource follow their plugins too', () => {
  const old = pipeline({ some: { use: 'keep', where: 'true', share: 0.25 } });
  expect(migrateDocument('pipeline', old, around).document).toEqual(
    pipeline({ some: { use: 'keep', where: 'true', sample: 4 } }),
  );
  const bound = (settings: object) => ({
    ...{ kind: 'datasources', format: 1, datasources: { own: { type: 'memory', settings } } },
  });
  expect(
    migrateDocument('datasources', bound({ address: '${URL}', port: '${PORT}' }), around).document,
  ).toEqual(bound({ url: '${URL}', port: '${PORT}' }));
});

test('a migration that throws leaves what is written, and is an error at its place', () => {
  const old = pipeline({ some: { use: 'keep', where: 'boom' } });
  expect(migrateDocument('pipeline', old, around).document).toBe(old);
  expect(linesOf('pipeline', old)).toEqual([
    'error steps.some: Keep cannot bring along what is written here: no such where',
  ]);
});

test('a workspace serves the new form of an old file', () => {
  const state = new WorkspaceState(plugins);
  const bytes = Buffer.from(
    JSON.stringify({ ...dashboard, queries: {}, panels: { a: dashboard.panels.a } }),
  );
  state.update(new Map([['old.dashboard.json', { stamp: '1', modifiedAtMs: 0, bytes }]]));
  const served = state.get('dashboard', 'old');
  expect(served?.document?.panels['a']?.options).toEqual({ size: 7, 'x-owner': 'me' });
});

test.each([
  null,
  7,
  [],
  { panels: [] },
  { panels: { a: 7 } },
  { queries: { a: { datasource: {} } } },
])('what has no form of a file is left as it is: %j', (document) => {
  for (const kind of ['dashboard', 'pipeline', 'datasources', 'stream', 'policy'] as const)
    expect(migrateDocument(kind, document, around)).toEqual({ document, findings: [] });
});

describe('a migration that does what none may', () => {
  const file = { panels: { a: { type: 'dots', options: { list: [1], size: 4 } } } };
  const migrated = (migration: (written: Record<string, unknown>) => unknown) => {
    const dots = { title: 'Dots', definition: { migrations: { options: [migration] } } };
    const hostile = { get: () => dots } as unknown as Surroundings['plugins'];
    const { document, findings } = migrateDocument('dashboard', file, {
      ...around,
      plugins: hostile,
    });
    return { document, findings: findings.map(({ message }) => message) };
  };

  test.each<[string, (written: Record<string, unknown>) => unknown]>([
    ['nothing', () => undefined],
    ['null', () => null],
    ['a list', () => []],
    ['a text', () => 'size'],
    ['a function', () => ({ size: () => 5 })],
    ['a number that is none', () => ({ size: NaN })],
    ['a date', () => ({ size: new Date(0) })],
    ['a BigInt', () => ({ size: 5n })],
    ['itself', (written) => Object.assign(written, { self: written })],
    ['a promise', () => Promise.resolve({ size: 5 })],
  ])('and gives %s leaves what is written, and is an error', (_, migration) => {
    const { document, findings } = migrated(migration);
    expect(document).toBe(file);
    expect(findings).toEqual([expect.stringMatching(/Dots cannot bring along/)]);
  });

  test('and grows with each time is an error: no save would be the last', () => {
    const { document, findings } = migrated((written) => ({ ...written, list: [written['list']] }));
    expect(document).toBe(file);
    expect(findings).toEqual([expect.stringMatching(/cannot bring along.*again/)]);
  });

  test('and changes what it is given changes no file that others read', () => {
    const before = structuredClone(file);
    const { document, findings } = migrated((written) => {
      (written['list'] as number[]).length = 0;
      return written;
    });
    expect(file).toEqual(before);
    expect(document).toEqual({ panels: { a: { type: 'dots', options: { list: [], size: 4 } } } });
    expect(findings).toEqual([expect.stringMatching(/older version/)]);
  });
});
