import { firstQuery, type BuilderField } from '@heliostat/sdk';
import { expect, test } from 'vitest';
import {
  measurable,
  nameProblem,
  operatorsOf,
  parseValue,
  settle,
  toFigures,
  toFilter,
  toMeasure,
  toRows,
  valueText,
  withField,
  withGroup,
  withoutGroup,
  withTime,
} from './choices.ts';

const fields: readonly BuilderField[] = [
  { name: '_seq', type: 'number' },
  { name: 'ts', type: 'time' },
  { name: 'seen', type: 'time' },
  { name: 'country', type: 'string' },
  { name: 'amount', type: 'number' },
];
const first = firstQuery(['orders'], fields);

test('a table is first seen by its rows over time', () => {
  expect(first).toEqual({
    table: ['orders'],
    time: 'ts',
    bucket: true,
    measures: [{ name: 'count', aggregate: 'count' }],
    groupBy: [],
    filters: [],
    sort: { by: 'ts', descending: false },
  });
  expect(firstQuery(['x'], [{ name: 'count', type: 'number' }])).toMatchObject({
    bucket: false,
    measures: [{ name: 'count_2' }],
  });
});

test('a measure takes a field that fits, and a name that follows until somebody gives it one', () => {
  const sum = toMeasure('sum', 'country', { fields, others: [] });
  expect(sum).toEqual({ name: 'sum_amount', aggregate: 'sum', field: 'amount' });
  expect(toMeasure('quantile:0.95', 'amount', { fields, before: sum, others: [] })).toEqual({
    name: 'p95_amount',
    aggregate: 'quantile',
    field: 'amount',
    quantile: 0.95,
  });
  const named = { ...sum, name: 'revenue' };
  expect(toMeasure('max', 'ts', { fields, before: named, others: [] })).toEqual({
    name: 'revenue',
    aggregate: 'max',
    field: 'ts',
  });
  expect(toMeasure('sum', 'amount', { fields, others: [sum] }).name).toBe('sum_amount_2');
  expect(measurable('unique', fields)).toEqual(fields);
  expect(measurable('avg', fields).map(({ name }) => name)).toEqual(['_seq', 'amount']);
});

test('a name that something else has is said', () => {
  const others = [{ name: 'events', aggregate: 'count' as const }];
  expect(nameProblem('amount', { fields, others })).toContain('field of the table');
  expect(nameProblem('events', { fields, others })).toContain('events');
  expect(nameProblem(' ', { fields, others })).toBeDefined();
  expect(nameProblem('revenue', { fields, others })).toBeUndefined();
});

test('rows are the latest ones, and back again it is figures over time', () => {
  const rows = toRows(first, fields);
  expect(rows).toMatchObject({
    measures: [],
    groupBy: ['seen', 'country', 'amount'],
    bucket: false,
    sort: { by: 'ts', descending: true },
    limit: 500,
  });
  expect(toFigures(rows, fields)).toEqual(first);
});

test('a sort follows what it can be by', () => {
  const whole = settle({ ...first, bucket: false });
  expect(whole.sort).toEqual({ by: 'count', descending: true });
  expect(withTime(first, 'seen').sort).toEqual({ by: 'seen', descending: false });
  const without = withTime(first, undefined);
  expect(without).toMatchObject({ bucket: false, sort: { by: 'count', descending: true } });
  expect(without).not.toHaveProperty('time');
  expect(withTime(without, 'ts').bucket).toBe(true);
  const grouped = { ...whole, groupBy: ['country'], sort: { by: 'country', descending: false } };
  expect(settle(grouped).sort).toEqual(grouped.sort);
  expect(settle({ ...grouped, groupBy: [] }).sort).toEqual({ by: 'count', descending: true });
});

test('values are typed as their field is', () => {
  expect(parseValue('12.5', '>', 'number')).toBe(12.5);
  expect(parseValue('many', '>', 'number')).toBeUndefined();
  expect(parseValue(' ', '=', 'number')).toBeUndefined();
  expect(parseValue('12', '=', 'string')).toBe('12');
  expect(parseValue('', '=', 'string')).toBe('');
  expect(parseValue('true', '=', 'boolean')).toBe(true);
  expect(parseValue('DE, FR,', 'in', 'string')).toEqual(['DE', 'FR']);
  expect(parseValue(' ', 'in', 'string')).toBeUndefined();
  expect(valueText({ field: 'country', op: 'in', value: ['DE', 'FR'] })).toBe('DE, FR');
  expect(operatorsOf(undefined)).toContain('matches');
});

test('a field that is picked goes where it is of use', () => {
  expect(withField(first, 'country', fields).groupBy).toEqual(['country']);
  expect(withField(withField(first, 'country', fields), 'country', fields).groupBy).toEqual([
    'country',
  ]);
  expect(withField(first, 'amount', fields).measures.at(-1)?.name).toBe('sum_amount');
  expect(withField(first, 'seen', fields).time).toBe('seen');
  expect(withField(toRows(first, []), 'amount', fields).groupBy).toEqual(['amount']);
  expect(withField(first, 'unknown', fields)).toBe(first);
});

test('a variable among the values is what is chosen there', () => {
  const typed = { field: 'country', op: '=' as const, text: '$land' };
  const chosen = { field: 'country', op: 'in', variable: 'land' };
  expect(toFilter(typed, 'string', ['land'])).toEqual(chosen);
  expect(toFilter({ ...typed, field: 'amount' }, 'number', ['land'])).toMatchObject({ op: 'in' });
  expect(valueText({ field: 'country', op: 'in', variable: 'land' })).toBe('$land');
  expect(toFilter(typed, 'string', ['other'])).toEqual({
    ...{ field: 'country', op: '=' },
    value: '$land',
  });
  expect(toFilter(typed, 'time', ['land'])).toMatchObject({ op: '<', value: '$land' });
});

test('a number that tells results apart is a name, unless it is asked for as a number', () => {
  const named = withGroup(withGroup(first, 'amount', { fields }), 'country', { fields });
  expect(named).toMatchObject({ groupBy: ['amount', 'country'], asText: ['amount'] });
  expect(withoutGroup(named, 'amount')).toEqual(withGroup(first, 'country', { fields }));
  expect(withGroup(first, 'amount', { fields, isNumber: true })).not.toHaveProperty('asText');
  expect(toRows(named, fields)).not.toHaveProperty('asText');
  expect(withGroup(toRows(first, fields), 'amount', { fields })).not.toHaveProperty('asText');
});
