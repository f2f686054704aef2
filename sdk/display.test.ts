import { expect, test } from 'vitest';
import { displayText, displayValue, mappingFor } from './display.ts';

test('the first mapping that fits says text and colour', () => {
  const mappings = [
    { value: 200, text: 'fine', color: 'ok' },
    { from: 500, to: 599, text: 'broken', color: 'crit' },
    { match: '^4..$', text: 'refused' },
    { special: 'null', text: 'nothing' },
  ] as const;
  const shown = (value: number | string | null) => displayValue(value, { mappings: [...mappings] });
  expect(shown(200)).toEqual({ text: 'fine', color: 'ok' });
  expect(shown('200')).toEqual({ text: 'fine', color: 'ok' });
  expect(shown(503)).toEqual({ text: 'broken', color: 'crit' });
  expect(shown('503')).toEqual({ text: '503' });
  expect(shown(404)).toEqual({ text: 'refused' });
  expect(shown(null)).toEqual({ text: 'nothing' });
});

test('a mapping without a text only colours', () => {
  const config = { unit: 'ms', mappings: [{ from: 10, color: 'warn' }] };
  expect(displayText(12, config)).toBe('12 ms');
  expect(displayValue(12, config).color).toBe('warn');
});

test('a range has both its ends, and an open one goes on; special values are none, no number and no text', () => {
  const text = (value: number | string | null, mapping: object) =>
    mappingFor(value, [{ ...mapping, text: 'x' }])?.text;
  const range = { from: 500, to: 599 };
  expect([499, 500, 599, 600].map((value) => text(value, range))).toEqual([
    ...[undefined, 'x', 'x', undefined],
  ]);
  expect([-1e9, 600].map((value) => text(value, { to: 599 }))).toEqual(['x', undefined]);
  const values = [null, NaN, '', 0, '0'];
  const fits = (special: string) => values.map((value) => text(value, { special }) === 'x');
  expect(fits('null')).toEqual([true, false, false, false, false]);
  expect(fits('nan')).toEqual([false, true, false, false, false]);
  expect(fits('empty')).toEqual([false, false, true, false, false]);
});

test('a mapping that says nothing, or an expression that cannot be read, fits nothing', () => {
  expect(mappingFor(1, [{ text: 'x' }, { match: '(' }])).toBeUndefined();
});

test('a threshold colours a number, the field what is left', () => {
  const config = { thresholds: [{ at: 5, color: 'warn' }], color: 'series.2' };
  expect(displayValue(6, config).color).toBe('warn');
  expect(displayValue(1, config).color).toBe('series.2');
});

test('null, NaN and numbers without a unit', () => {
  expect(displayText(null, { noValue: 'none' })).toBe('none');
  expect(displayText(NaN, {})).toBe('–');
  expect(displayText(2.125, {})).toBe('2.125');
  expect(displayText(0, {}, { type: 'time' })).toContain('1970');
  expect(displayText({ a: 1 }, {})).toBe('{"a":1}');
});
