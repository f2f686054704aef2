import type { EventSchema } from '@heliostat/sdk';
import { testProcessor } from '@heliostat/sdk/testing/processor';
import { expect, it } from 'vitest';
import filter from './index.ts';

const input: EventSchema = {
  time: 'ts',
  fields: [
    { name: 'ts', type: 'time' },
    { name: 'type', type: 'string' },
    { name: 'spent', type: 'number', nullable: true },
  ],
};
const events = Array.from({ length: 24 }, (_, i) => ({
  ts: 1000 * i,
  type: i % 3 === 0 ? 'heartbeat' : 'view',
  ...(i % 2 === 0 && { spent: i }),
}));

testProcessor(filter, {
  options: { where: "type != 'heartbeat' && spent > 5" },
  input,
  events,
  expected: events.filter((event) => event.type === 'view' && (event.spent ?? 0) > 5),
});

it('nothing is copied when every event passes', () => {
  const host = { input, latenessMs: 0, reject: () => undefined };
  const batch = {
    rows: events,
    seqs: Float64Array.from(events, (_, i) => i),
    times: Float64Array.from(events, (event) => event.ts),
  };
  expect(filter.create({ where: 'true' }, host).process(batch)).toBe(batch);
});

it.each([
  ['spent + 1', 'where: expected a condition, got: number'],
  ['spnt > 1', 'where: unknown field: spnt, did you mean "spent"?'],
])('%s is refused', (where, message) => {
  expect(() => filter.output(input, { where })).toThrow(message);
});
