import { expect, test } from 'vitest';
import { operatorsFor, textsOf, toFilter, toFilterValue } from './operators.ts';

test('a field is offered what its type can be held against', () => {
  expect(operatorsFor('string')).toEqual(['=', '!=', 'in', 'not in', 'matches']);
  expect(operatorsFor('number')).toEqual(['=', '!=', 'in', 'not in', '<', '<=', '>', '>=']);
  expect(operatorsFor('boolean')).toEqual(['=', '!=']);
  expect(operatorsFor('time')).toEqual(['=', '!=', '<', '<=', '>', '>=']);
});

test.each([
  ['18', 'number', 18],
  ['0.5', 'number', 0.5],
  ['18446744073709551615', 'number', '18446744073709551615'],
  ['', 'number', ''],
  ['x', 'number', 'x'],
  ['18', 'string', '18'],
  ['true', 'boolean', true],
  ['maybe', 'boolean', 'maybe'],
] as const)('%j of a %s is %j', (text, type, value) => {
  expect(toFilterValue(text, type)).toBe(value);
});

test('values become a filter, and its texts again', () => {
  const one = toFilter('age', { op: '>=', type: 'number', texts: ['18'] });
  expect(one).toEqual({ field: 'age', op: '>=', value: 18 });
  const several = toFilter('country', { op: 'in', type: 'string', texts: ['DE', "it's"] });
  expect(several).toEqual({ field: 'country', op: 'in', value: ['DE', "it's"] });
  expect([one!, several!].map(textsOf)).toEqual([['18'], ['DE', "it's"]]);
  expect(toFilter('age', { op: 'in', type: 'number', texts: [] })).toBeUndefined();
});
