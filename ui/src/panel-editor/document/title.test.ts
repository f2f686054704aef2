import type { BuiltQuery } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import { titleOfBuilt, titleOfFields } from './title.ts';

const count = { name: 'count', aggregate: 'count' } as const;
const built = (more: Partial<BuiltQuery>): BuiltQuery => ({
  ...{ table: ['shop', 'web_orders'], bucket: true, measures: [count], groupBy: [], filters: [] },
  ...more,
});

test.each<[Partial<BuiltQuery>, string]>([
  [{}, 'Web orders'],
  [{ groupBy: ['country'] }, 'Web orders by country'],
  [{ measures: [], groupBy: ['country'] }, 'Web orders'],
  [{ measures: [{ name: 'revenue', aggregate: 'sum', field: 'amount' }] }, 'Revenue'],
  [{ measures: [{ ...count, name: 'visits' }], groupBy: ['a', 'b', 'c'] }, 'Visits by a and more'],
])('a query of choices %j is called %s', (more, title) => {
  expect(titleOfBuilt(built(more))).toBe(title);
});

test('a result is called by its numbers and what they are told apart by', () => {
  const fields = [
    { name: 't', type: 'time' },
    { name: 'country', type: 'string' },
    { name: 'sum(amount)', type: 'number' },
    { name: 'users', type: 'number' },
  ] as const;
  expect(titleOfFields(fields)).toBe('Sum amount and users by country');
  expect(titleOfFields(fields.slice(0, 2))).toBeUndefined();
  expect(titleOfFields([])).toBeUndefined();
});
