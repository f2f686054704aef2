import { ClickHouseError } from '@clickhouse/client';
import { expect, test } from 'vitest';
import { toError } from './failure.ts';

function messageOf(said: string): string {
  return toError(new ClickHouseError({ message: said, code: '47' })).message;
}

test('what is unknown is named, with what was perhaps meant, and without the whole query', () => {
  const query = 'SELECT toDate(tss) FROM orders WHERE (tss) >= 3 LIMIT 100';
  expect(messageOf(`Unknown table expression identifier 'traces' in scope ${query}.`)).toBe(
    "Unknown table expression identifier 'traces'",
  );
  expect(
    messageOf(`Unknown expression identifier \`tss\` in scope ${query}. Maybe you meant: ['ts'].`),
  ).toBe("Unknown expression identifier `tss`. Maybe you meant: ['ts'].");
});
