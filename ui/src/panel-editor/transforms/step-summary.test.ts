import { expect, test } from 'vitest';
import { stepSummary } from './step-summary.ts';

test('a step is told in a line, without what it is and whether it is on', () => {
  expect(stepSummary({ use: 'top', by: 'country', of: 'events', count: 5, disabled: true })).toBe(
    'by country, of events, count 5',
  );
  expect(stepSummary({ use: 'join', onFields: ['a', 'b'], keep: { rows: true } })).toBe(
    'on fields a b, keep {"rows":true}',
  );
  expect(stepSummary({ use: 'cumulative' })).toBe('');
});
