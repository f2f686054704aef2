import { expect, test } from 'vitest';
import { matching } from './matching.ts';

test('texts are chosen by a pattern, all of them without one', () => {
  expect(matching(['ab', 'b', 'äb'], '^.b$')).toEqual(['ab', 'äb']);
  expect(matching(new Set(['a', 'b']), undefined)).toEqual(['a', 'b']);
});

test('a pattern that would search for ever is stopped, and named', () => {
  expect(() => matching([`${'a'.repeat(200)}!`], '(a+)+$')).toThrow(
    'the regular expression searches too long: (a+)+$',
  );
  expect(() => matching(['a'], '(')).toThrow('not a regular expression: (');
});
