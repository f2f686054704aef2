import { checkOptions } from '@heliostat/sdk/check';
import { variableSchema, type Variable } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import {
  blankVariable,
  formatValues,
  parseValues,
  schemaOf,
  toType,
  variableTypes,
} from './kinds.ts';

const offers = { queries: ['lands'], datasources: [{ name: 'warehouse', type: 'store' }] };

test.each(variableTypes)('a new %s is valid, whatever there is to name', (type) => {
  expect(checkOptions(variableSchema, blankVariable(type, offers))).toEqual([]);
  expect(
    checkOptions(variableSchema, blankVariable(type, { queries: [], datasources: [] })),
  ).toEqual([]);
  expect(Object.keys(schemaOf(type).properties ?? {})).toContain('type');
});

test('another type keeps what both know', () => {
  const query: Variable = { type: 'query', query: 'x', multi: true, label: 'Land', default: 'DE' };
  expect(toType(query, 'list', offers)).toEqual({
    ...{ type: 'list', values: ['one', 'two'], multi: true, label: 'Land' },
  });
  expect(toType(query, 'constant', offers)).toEqual({ type: 'constant', value: 'value' });
  expect(toType(query, 'query', offers)).toBe(query);
});

test('values are lines, and lines are values again', () => {
  const values = ['DE', { value: 'FR', label: 'France | la' }, 'a | b', ' x'];
  const text = 'DE\nFR | France | la\na | b | a | b\n x';
  expect(formatValues(values)).toBe(text);
  expect(parseValues(`${text}\n\n`)).toEqual(values);
});
