import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SeriesChoice } from '../panel.ts';
import { hiddenSeries, pickSeries } from './legend.ts';

const names = ['a', 'b', 'c'];
const hiddenOf = (chosen: SeriesChoice | undefined) => [...hiddenSeries(chosen, names)];

describe('a pick in the legend', () => {
  test('isolating hides the others, and once more shows all', () => {
    const alone = pickSeries(undefined, names, { name: 'b', mode: 'isolate' });
    expect(alone).toEqual({ mode: 'only', names: ['b'] });
    expect(hiddenOf(alone)).toEqual(['a', 'c']);
    expect(pickSeries(alone, names, { name: 'b', mode: 'isolate' })).toBeUndefined();
  });

  test('a toggle hides one, or adds one to those that are isolated', () => {
    const hidden = pickSeries(undefined, names, { name: 'b', mode: 'toggle' });
    expect(hiddenOf(hidden)).toEqual(['b']);
    expect(pickSeries(hidden, names, { name: 'b', mode: 'toggle' })).toBeUndefined();
    const alone: SeriesChoice = { mode: 'only', names: ['b'] };
    expect(hiddenOf(pickSeries(alone, names, { name: 'a', mode: 'toggle' }))).toEqual(['c']);
  });

  test('a range goes from what was isolated to what is picked, and begins there again', () => {
    const five = ['a', 'b', 'c', 'd', 'e'];
    const range = (chosen: SeriesChoice | undefined, name: string) =>
      pickSeries(chosen, five, { name, mode: 'range' });
    const alone = pickSeries(undefined, five, { name: 'c', mode: 'isolate' });
    const later = range(alone, 'e');
    expect(later).toEqual({ mode: 'only', names: ['c', 'd', 'e'] });
    expect(range(later, 'b')).toEqual({ mode: 'only', names: ['c', 'b'] });
    expect(range(alone, 'c')).toEqual(alone);
  });

  test('a range begins with the first where nothing is isolated, and all of it is no choice', () => {
    expect(pickSeries(undefined, names, { name: 'b', mode: 'range' })?.names).toEqual(['a', 'b']);
    expect(pickSeries(undefined, names, { name: 'c', mode: 'range' })).toBeUndefined();
    const gone: SeriesChoice = { mode: 'only', names: ['gone'] };
    expect(pickSeries(gone, names, { name: 'b', mode: 'range' })?.names).toEqual(['a', 'b']);
  });

  test('a series that comes later stays out of what is isolated', () => {
    const alone = pickSeries(undefined, names, { name: 'b', mode: 'isolate' });
    expect([...hiddenSeries(alone, [...names, 'd'])]).toEqual(['a', 'c', 'd']);
  });

  test('a choice of names that are not there shows all', () => {
    expect(hiddenOf({ mode: 'only', names: ['gone'] })).toEqual([]);
  });

  test('one series is always shown', () => {
    const pick = fc.record({
      name: fc.constantFrom(...names),
      mode: fc.constantFrom(
        'isolate' as const,
        'toggle' as const,
        'range' as const,
        'all' as const,
      ),
    });
    fc.assert(
      fc.property(fc.array(pick), (picks) => {
        let chosen: SeriesChoice | undefined;
        for (const one of picks) chosen = pickSeries(chosen, names, one);
        expect(hiddenOf(chosen).length).toBeLessThan(names.length);
      }),
    );
  });
});
