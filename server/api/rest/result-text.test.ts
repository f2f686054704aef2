import { expect, test } from 'vitest';
import { toCsv } from './result-text.ts';

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
