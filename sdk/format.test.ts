import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countText,
  formatAxis,
  formatExact,
  formatText,
  formatTicks,
  formatValue,
  valueTicks,
} from './format.ts';

describe('formatText', () => {
  test.each([
    [1234, undefined, '1.23k'],
    [1200, 'short', '1.2k'],
    [999.96, 'short', '1k'],
    [999_960, 'short', '1M'],
    [-1234, 'short', '−1.23k'],
    [0.000123, 'short', '0.000123'],
    [1e-9, 'short', '1e−9'],
    [1e21, 'short', '1e21'],
    [12_345_678, 'none', '12\u202f345\u202f678'],
    [1234, 'ms', '1.23 s'],
    [180_000, 'ms', '3 min'],
    [5400, 's', '1.5 h'],
    [0, 'ms', '0 ms'],
    [0.5, 'percentunit', '50%'],
    [41.23, 'percent', '41.2%'],
    [1536, 'bytes', '1.5 KiB'],
    [1500, 'bytes-si', '1.5 kB'],
    [1e6, 'bits/s', '1 Mbit/s'],
    [1234, 'ev/s', '1.23k ev/s'],
    [12, '/s', '12/s'],
    [12.5, 'currency:EUR', '€12.50'],
    [12.5, 'currency:CHF', 'CHF 12.50'],
    [12, 'suffix: ev', '12 ev'],
    [12, 'prefix:#', '#12'],
    [21.5, '°C', '21.5 °C'],
    [0, 'dateTime', '1970-01-01 00:00:00'],
    [-5, 'currency:USD', '−$5.00'],
    [Infinity, 's', '∞'],
  ])('%d in %s is %s', (value, unit, text) => {
    expect(formatText(value, { unit })).toBe(text);
  });

  test('what is not a number is a dash, or what the field says', () => {
    expect(formatText(null)).toBe('–');
    expect(formatText(NaN, { noValue: 'n/a' })).toBe('n/a');
  });

  test('fixed decimals stay, and what rounds to zero has no sign', () => {
    expect(formatText(2, { decimals: 2 })).toBe('2.00');
    expect(formatText(-0.001, { decimals: 2 })).toBe('0.00');
    expect(formatText(-0)).toBe('0');
  });

  test('a number of things says one or many', () => {
    expect(countText(0, 'row')).toBe('0 rows');
    expect(countText(1, 'row')).toBe('1 row');
    expect(countText(1264, 'country', 'countries')).toBe('1264 countries');
  });

  test('every finite number has a text without a hyphen-minus or a negative zero', () => {
    const units = fc.constantFrom(
      'short',
      'none',
      'ms',
      'bytes',
      'percent',
      'ev/s',
      'currency:USD',
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true }), units, (value, unit) => {
        const text = formatText(value, { unit });
        expect(text).not.toMatch(/-|NaN|undefined|−0(?![.\d])/);
        expect(text.startsWith('−')).toBe(value < 0 && !/^[^\d]*0(\.0+)?[^.\d]*$/.test(text));
      }),
    );
  });

  test('prefix, text and suffix are apart for those who set them smaller', () => {
    expect(formatValue(1234, { unit: 'ms' })).toEqual({ text: '1.23', suffix: ' s' });
    expect(formatValue(1, { unit: 'prefix:#' })).toEqual({ prefix: '#', text: '1' });
  });
});

describe('axes', () => {
  test('all labels have one magnitude and the same decimals, the unit stands once', () => {
    expect(formatTicks([0, 500, 1000, 1500])).toEqual(['0', '500', '1000', '1500']);
    expect(formatTicks([0, 5000, 10_000])).toEqual(['0', '5k', '10k']);
    expect(formatTicks([0, 0.5, 1])).toEqual(['0.0', '0.5', '1.0']);
    expect(formatTicks([0, 200, 400], { unit: 'ms' })).toEqual(['0', '200', '400 ms']);
    expect(formatAxis([0, 20, 40], { unit: 'percent' })).toEqual({
      texts: ['0', '20', '40'],
      unit: '%',
    });
  });

  test('over many decades each label has its own magnitude', () => {
    expect(formatTicks([1, 10, 100, 1000, 10_000])).toEqual(['1', '10', '100', '1k', '10k']);
    expect(formatAxis([1, 100, 10_000], { unit: 'ms' }).texts).toEqual(['1 ms', '100 ms', '10 s']);
  });

  test('ticks are round in the magnitude they are written in', () => {
    const bytes = valueTicks([0, 1.1 * 2 ** 20], 4, { unit: 'bytes' });
    for (const tick of bytes)
      expect((tick / 2 ** 20) * 10).toBeCloseTo(Math.round((tick / 2 ** 20) * 10));
    expect(bytes.length).toBeGreaterThan(2);
    expect(valueTicks([0, 300_000], 5, { unit: 'ms' })).toEqual([
      0, 60_000, 120_000, 180_000, 240_000, 300_000,
    ]);
  });

  test('a range without a width has one tick', () => {
    expect(valueTicks([3, 3], 5)).toEqual([3]);
    expect(valueTicks([0, Infinity], 5)).toEqual([0]);
  });
});

test('exact numbers keep all digits', () => {
  expect(formatExact(1234.5678)).toBe('1234.5678');
  expect(formatExact(-12_345.25)).toBe('−12\u202f345.25');
  expect(formatExact(null)).toBe('–');
  expect(formatExact(-Infinity)).toBe('−∞');
});
