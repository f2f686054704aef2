import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beginningsOf, shortenText, shortenerOf, textWidth } from './text.ts';

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

describe('names that stand together', () => {
  const zones = ['a', 'b', 'c'].map((zone) => `checkout-service-eu-west-1-${zone}`);
  const paths = [0, 1].map((n) => `a-very-long-name-that-never-ends/region-${n}/checkout-backend`);

  test('are cut where they are alike, not where they differ', () => {
    expect(zones.map((name) => shortenerOf(zones)(name, 90))).toEqual([
      'check…west-1-a',
      'check…west-1-b',
      'check…west-1-c',
    ]);
    expect(paths.map((name) => shortenerOf(paths)(name, 110))).toEqual([
      '…region-0/checkou…',
      '…region-1/checkou…',
    ]);
  });

  test('are cut at the end where that tells them apart, and not at all where they fit', () => {
    const cities = ['Amsterdam Centraal', 'Berlin Hauptbahnhof'];
    expect(cities.map((name) => shortenerOf(cities)(name, 60))).toEqual(
      cities.map((name) => shortenText(name, 60)),
    );
    expect(zones.map((name) => shortenerOf(zones)(name, 400))).toEqual(zones);
    expect(shortenerOf(zones)('checkout', 5)).toBe('');
  });

  test('go on after their common beginning, which a layout may cut', () => {
    const all = [...zones, 'checkout-api', 'api'];
    const rests = beginningsOf(all).map((start, i) => all[i]?.slice(start));
    expect(rests).toEqual(['west-1-a', 'west-1-b', 'west-1-c', 'checkout-api', 'api']);
  });

  test('are never wider than their room, and differ where the difference has room', () => {
    const name = fc
      .array(fc.constantFrom('eu-', 'west-', 'a', 'b', '1', '/', '𝒜'), { maxLength: 12 })
      .map((parts) => `service-${parts.join('')}`);
    const names = fc.uniqueArray(name, { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(names, fc.integer({ min: 0, max: 300 }), (all, width) => {
        const shown = all.map((one) => shortenerOf(all)(one, width));
        for (const text of shown) {
          expect(textWidth(text)).toBeLessThanOrEqual(width + 0.01);
          expect(() => encodeURIComponent(text)).not.toThrow();
        }
      }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(9), { minLength: 2 }), (numbers) => {
        const all = numbers.map((n) => `${'long-'.repeat(12)}${n}${'-tail'.repeat(12)}`);
        const shown = all.map((one) => shortenerOf(all)(one, 60));
        expect(new Set(shown).size).toBe(all.length);
      }),
    );
  });
});
