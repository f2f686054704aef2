import { expect, test } from 'vitest';
import type { SchemaNode } from '../../data/operations.ts';
import { completionsAt } from './completions.ts';
import { SchemaSource } from './schema-source.ts';

const tree: Record<string, readonly string[]> = {
  '[]': ['default', 'logs'],
  '["default"]': ['orders', 'users'],
  '["logs"]': ['lines'],
  '["default","orders"]': ['ts', 'country'],
  '["default","users"]': ['id'],
};
const node = (name: string): SchemaNode => ({
  rows: null,
  changedAt: null,
  name,
  kind: 'field',
  type: 'String',
  description: null,
  fieldType: null,
  isDefault: name === 'default',
  expandable: true,
});

function setUp() {
  const asked: string[] = [];
  const schema = new SchemaSource((path) => {
    asked.push(JSON.stringify(path));
    return Promise.resolve((tree[JSON.stringify(path)] ?? []).map(node));
  });
  const at = async (before: string, after = ''): Promise<string[]> =>
    (await completionsAt({ before, text: before + after, variables: ['region'], schema })).map(
      ({ label }) => label,
    );
  return { at, asked, schema };
}

test('macros follow a dollar sign, variables stand where a macro takes one', async () => {
  const { at } = setUp();
  expect(await at('SELECT $__t')).toContain('$__time');
  expect(await at('WHERE $__in(country, re')).toEqual(['region']);
  expect(await at('SELECT $__var(')).toEqual(['region']);
});

test('columns are those of the tables the query names, wherever the cursor is', async () => {
  const { at, asked } = setUp();
  expect((await at('SELECT ', ' FROM orders')).slice(0, 3)).toEqual(['ts', 'country', 'orders']);
  expect(asked).not.toContain('["default","users"]');
});

test('a table is offered as a query names it', async () => {
  const { at } = setUp();
  expect(await at('SELECT * FROM ')).toEqual(['orders', 'users', 'logs.lines', 'default', 'logs']);
});

test('functions of the language come behind what the query names, and not where a table stands', async () => {
  const { schema } = setUp();
  const functions = [
    { label: 'countIf', template: 'countIf(#{})', detail: 'aggregate', kind: 'function' as const },
  ];
  const at = async (before: string): Promise<string[]> => {
    const place = { before, text: `${before} FROM orders`, variables: [], schema, functions };
    return (await completionsAt(place)).map(({ label }) => label);
  };
  expect((await at('SELECT cou')).slice(0, 2)).toEqual(['ts', 'country']);
  expect((await at('SELECT cou')).at(-1)).toBe('countIf');
  for (const before of [
    'SELECT * FROM o',
    'SELECT * FROM orders JOIN ',
    'SELECT orders.',
    'SELECT $__t',
  ])
    expect([before, (await at(before)).includes('countIf')]).toEqual([before, false]);
});

test('after a dot: the tables of a database, or the columns of a table', async () => {
  const { at } = setUp();
  expect(await at('SELECT * FROM default.')).toEqual(['orders', 'users']);
  expect(await at('SELECT users.', ' FROM users, orders')).toEqual(['id']);
});

test('a place is asked for once', async () => {
  const { at, asked } = setUp();
  await at('SELECT ', ' FROM orders');
  await at('SELECT c', ' FROM orders');
  expect(new Set(asked).size).toBe(asked.length);
});
