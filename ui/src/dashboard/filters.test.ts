import { expect, test } from 'vitest';
import type { Filter } from '@heliostat/sdk';
import { addFilters, excludeFilters } from './filters.ts';

const like: Filter = { field: 'type', op: '=', value: 'like' };
const share: Filter = { field: 'type', op: '=', value: 'share' };
const germany: Filter = { field: 'country', op: '=', value: 'DE' };

test('another value of the same field replaces the first', () => {
  expect(addFilters([like, germany], [share])).toEqual([germany, share]);
});

test('choosing the same again takes it back', () => {
  expect(addFilters([like, germany], [like])).toEqual([germany]);
});

test('choosing nothing changes nothing', () => {
  expect(addFilters([like], [])).toEqual([like]);
});

test('what is filtered out joins what is out already, and takes the place of its opposite', () => {
  const de: Filter = { field: 'country', op: '=', value: 'DE' };
  const once = excludeFilters([de], [de]);
  expect(once).toEqual([{ field: 'country', op: '!=', value: 'DE' }]);
  const twice = excludeFilters(once ?? [], [{ ...de, value: 'FR' }]);
  expect(twice).toEqual([{ field: 'country', op: 'not in', value: ['DE', 'FR'] }]);
  expect(excludeFilters(twice ?? [], [de])).toEqual(twice);
});

test('a range or several fields cannot be filtered out by one filter', () => {
  const low: Filter = { field: 'ms', op: '>=', value: 1 };
  expect(excludeFilters([], [low])).toBeUndefined();
  expect(
    excludeFilters(
      [],
      [
        { ...low, op: '=' },
        { ...low, op: '<' },
      ],
    ),
  ).toBeUndefined();
});
