import { expect, test } from 'vitest';
import { frameFromRows } from '@heliostat/sdk';
import { framesToCsv } from './csv.ts';

const columns = [
  { name: 't', type: 'time' },
  { name: 'kind', type: 'string' },
  { name: 'events', type: 'number' },
] as const;

test('times are ISO 8601, nulls are empty, commas and quotes are quoted', () => {
  const frame = frameFromRows(
    [
      { t: Date.UTC(2026, 10, 22), kind: 'a "b", c', events: 1.5 },
      { t: Date.UTC(2026, 10, 23), kind: null, events: null },
    ],
    columns,
  );
  expect(framesToCsv([frame])).toBe(
    't,kind,events\r\n2026-11-22T00:00:00.000Z,"a ""b"", c",1.5\r\n2026-11-23T00:00:00.000Z,,\r\n',
  );
});

test('a text that looks like a formula stays a text in a spreadsheet', () => {
  const frame = frameFromRows([{ kind: '=HYPERLINK("x")', events: -3 }], columns.slice(1));
  expect(framesToCsv([frame])).toBe('kind,events\r\n"\'=HYPERLINK(""x"")",-3\r\n');
});

test('so does the name of a column, which may come from what somebody sent', () => {
  const frame = frameFromRows([{ '=1+1': 1 }], [{ name: '=1+1', type: 'number' }]);
  expect(framesToCsv([frame])).toBe("'=1+1\r\n1\r\n");
});

test('a whole number beyond 2^53 has all its digits, and is a number still', () => {
  const values = Float64Array.of(-(2 ** 53), 5);
  const exact = { of: values, integers: BigInt64Array.of(-9007199254740993n, 5n) };
  const fields = [{ name: 'id', type: 'number' as const, values, exact }];
  expect(framesToCsv([{ fields, length: 2 }])).toBe('id\r\n-9007199254740993\r\n5\r\n');
});
