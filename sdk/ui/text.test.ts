import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortenText, textWidth } from './text.ts';

test('a text that fits stays as it is', () => {
  expect(shortenText('checkout', 100)).toBe('checkout');
});

test('a text that does not fit is cut with an ellipsis, at a word without the space', () => {
  expect(shortenText('new york city', 60)).toBe('new york…');
  expect(shortenText('checkout', 5)).toBe('');
});

test('a shortened text is never wider than its room, whatever it is', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.integer({ min: 0, max: 300 }),
      (text, width) => {
        expect(textWidth(shortenText(text, width))).toBeLessThanOrEqual(width + 0.01);
      },
    ),
  );
});

test('a text fits into its own width, also after margins were added and taken away', () => {
  for (const text of ['11-09', 'chose a way', 'Österreich'])
    for (const margin of [14, 0.1, 52])
      expect(shortenText(text, textWidth(text) + margin - margin)).toBe(text);
});

test('a text of a megabyte costs no more than its first letters', () => {
  const long = 'x'.repeat(1e6);
  expect(textWidth(long)).toBe(textWidth('x'.repeat(300)));
  expect(shortenText(long, 1e5)).toHaveLength(301);
});
