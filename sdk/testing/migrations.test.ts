import { expect, test } from 'vitest';
import type { Migration } from '../migration.ts';
import { Type } from '../options.ts';
import { migrationProblems } from './migrations.ts';

const schema = Type.Object({
  size: Type.Integer({ minimum: 1, default: 3 }),
  shape: Type.Optional(Type.String()),
});

const toSize: Migration = ({ diameter, ...others }) =>
  diameter === undefined ? others : { ...others, size: diameter };
const toShape: Migration = ({ isRound, ...others }) =>
  isRound === true ? { ...others, shape: 'round' } : others;

const examples = [
  { before: { diameter: 4, isRound: true }, after: { size: 4, shape: 'round' } },
  { before: { size: 5 }, after: { size: 5 } },
];

test('migrations that lead from what was written to what is valid have no problem', () => {
  expect(migrationProblems({ schema, migrations: [toSize, toShape], examples })).toEqual([]);
});

test.each<[string, readonly Migration[], string]>([
  [
    'one without an example',
    [toSize, toShape, ({ old = 1, ...others }) => ({ ...others, ...(old !== 1 && { size: old }) })],
    'migration 2: no example is changed by it',
  ],
  ['one that is missing', [toSize], 'example 0: becomes {"isRound":true,"size":4}'],
  [
    'one that never ends',
    [toSize, toShape, ({ size = 0, ...others }) => ({ ...others, size: Number(size) + 1 })],
    'example 1: is changed again the second time',
  ],
  [
    'one that leads elsewhere',
    [toSize, ({ isRound: _, ...others }) => ({ ...others, form: 'round' })],
    'example 0: form: unknown key',
  ],
  [
    'one that changes what it is given',
    [
      (written) => {
        (written as Record<string, unknown>)['seen'] = true;
        return written;
      },
    ],
    'example 1: what is written was changed in its place',
  ],
])('%s is told', (_, migrations, problem) => {
  expect(migrationProblems({ schema, migrations, examples: structuredClone(examples) })).toContain(
    problem,
  );
});

test('migrations of no schema are told', () => {
  expect(migrationProblems({ schema: undefined, migrations: [], examples: [] })).toEqual([
    'there is no such schema',
  ]);
});
