import { expect, test } from 'vitest';
import { configOf, fieldConfigOf, rulePattern, type FieldRules } from './field-config.ts';

test('of the rules that fit, the more particular wins: all, type, query, expression, field, series', () => {
  const rules: FieldRules = {
    like: { label: 'Likes' },
    '/^like|events$/': { label: 'by expression', decimals: 3, color: 'series.3' },
    events: { color: 'series.2' },
    'query:by-type': { decimals: 2, min: 2 },
    'type:number': { min: 1, max: 1 },
    '*': { unit: 'ms', max: 0 },
  };
  expect(configOf(rules, { names: ['events', 'like'], type: 'number', query: 'by-type' })).toEqual({
    unit: 'ms',
    max: 1,
    min: 2,
    decimals: 3,
    color: 'series.2',
    label: 'Likes',
  });
});

test('without a rule there is only the unit of the data', () => {
  const field = { name: 'x', type: 'number', values: new Float64Array(1), unit: 'bytes' } as const;
  expect(fieldConfigOf({}, field)).toEqual({ unit: 'bytes' });
  expect(fieldConfigOf({ '*': { unit: 's' } }, field)).toEqual({ unit: 's' });
});

test('a rule that cannot be read fits nothing, names of the prototype neither', () => {
  expect(rulePattern('/(/')).toBeUndefined();
  expect(configOf({ '/(/': { label: 'x' } }, { names: ['('] })).toEqual({});
  expect(configOf({}, { names: ['constructor', '__proto__'] })).toEqual({});
});
