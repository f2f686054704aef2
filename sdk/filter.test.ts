import { describe, expect, test } from 'vitest';
import type { Filter } from './datasource.ts';
import { formatFilter, parseFilter } from './filter.ts';

describe('filters as text', () => {
  test.each<[Filter, string]>([
    [{ field: 'country', op: '=', value: 'DE' }, 'country=DE'],
    [{ field: 'age', op: '>=', value: 18 }, 'age>=18'],
    [{ field: 'age', op: '=', value: '18' }, 'age="18"'],
    [{ field: 'a b', op: '!=', value: 'x=y' }, 'a%20b!=x=y'],
    [{ field: '! ', op: '=', value: false }, '%21%20=false'],
    [{ field: 'note', op: '=', value: 'x in [1]' }, 'note=x in [1]'],
    [{ field: 'note', op: 'matches', value: 'a=b not in c' }, 'note matches a=b not in c'],
    [{ field: 'type', op: 'in', value: ['like', 'share'] }, 'type in ["like","share"]'],
  ])('%j is %s', (filter, text) => {
    expect(formatFilter(filter)).toBe(text);
    expect(parseFilter(text)).toEqual(filter);
  });

  test.each(['', 'nothing', '=5', 'a={', 'a={"b":1}', 'a in b', 'a=[1]'])(
    '%j is no filter',
    (text) => {
      expect(parseFilter(text)).toBeUndefined();
    },
  );
});
