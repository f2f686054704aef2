import { expect, test } from 'vitest';
import type { Filter } from '@heliostat/sdk';
import { addFilters } from './filters.ts';

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
