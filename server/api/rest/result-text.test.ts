import { expect, test } from 'vitest';
import { toCsv, toJson } from './result-text.ts';

test('a time that ISO 8601 cannot write is an empty cell, and the rest of the row is there', () => {
  const frame = {
    fields: [
      { name: 't', type: 'time' as const, values: Float64Array.of(0, 8.64e15 + 1, NaN) },
      { name: 'n', type: 'number' as const, values: Float64Array.of(1, 2, 3) },
    ],
    length: 3,
  };
  expect([...toCsv(frame)].join('')).toBe('t,n\r\n1970-01-01T00:00:00.000Z,1\r\n,2\r\n,3\r\n');
});

test('an id beyond 2^53 keeps its digits: text in JSON, where a number would be rounded by who reads it', () => {
  const values = Float64Array.of(1, 2 ** 53, -(2 ** 53));
  const integers = BigInt64Array.of(1n, 9007199254740993n, -9007199254740993n);
  const exact = { of: values, integers };
  const frame = { fields: [{ name: 'id', type: 'number' as const, values, exact }], length: 3 };
  expect([...toCsv(frame)].join('')).toBe('id\r\n1\r\n9007199254740993\r\n-9007199254740993\r\n');
  expect([...toJson(frame, {})].join('')).toContain('[1,"9007199254740993","-9007199254740993"]');
});
