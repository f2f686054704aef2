import { expect, test } from 'vitest';
import type { Filter } from './datasource.ts';
import { anyOf, labelFilters } from './label-filters.ts';

const is = (field: string, value: Filter['value']): Filter => ({ field, op: '=', value });

test('each dimension with a value is a filter', () => {
  expect(labelFilters({ type: 'like', country: '∅' })).toEqual([is('type', 'like')]);
  expect(labelFilters({})).toEqual([]);
});

test('several values of one field are one filter, others are none', () => {
  expect(anyOf([is('type', 'like'), is('type', 'share')])).toEqual({
    ...{ field: 'type', op: 'in', value: ['like', 'share'] },
  });
  expect(anyOf([is('type', 'like')])).toEqual(is('type', 'like'));
  expect(anyOf([is('type', 'like'), is('country', 'DE')])).toBeUndefined();
  expect(anyOf([is('ok', true), is('ok', false)])).toBeUndefined();
  expect(anyOf([])).toBeUndefined();
});
