import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shadeOf, toDensity } from './density.ts';
import { options } from './options.ts';
import { toPoints } from './points.ts';

const frameOf = (xs: (number | null)[], ys: (number | null)[], names?: string[]): Frame => ({
  fields: [
    ...(names === undefined ? [] : [fieldFromValues({ name: 'page', type: 'string' }, names)]),
    fieldFromValues({ name: 'views', type: 'number' }, xs),
    fieldFromValues({ name: 'seconds', type: 'number' }, ys),
  ],
  length: xs.length,
});
const pointsOf = (frame: Frame, own: object = {}) =>
  toPoints([frame], withDefaults(options, own), {});

describe('points', () => {
  test('rows without both numbers are left out and counted; on a log axis also zero and less', () => {
    const frame = frameOf([1, null, 3, -1, 5], [1, 2, NaN, 4, 0]);
    expect([...(pointsOf(frame)?.rows ?? [])]).toEqual([0, 3, 4]);
    expect(pointsOf(frame)?.omitted).toBe(2);
    expect([...(pointsOf(frame, { xScale: 'log' })?.rows ?? [])]).toEqual([0, 4]);
    expect([...(pointsOf(frame, { xScale: 'log', yScale: 'log' })?.rows ?? [])]).toEqual([0]);
  });

  test('named fields are the axes; the other one is found', () => {
    const frame = frameOf([1], [2]);
    expect(pointsOf(frame, { x: 'seconds' })?.y.field.name).toBe('views');
    expect(pointsOf(frame, { y: 'views' })?.x.field.name).toBe('seconds');
    expect(pointsOf({ ...frame, fields: frame.fields.slice(0, 1) })).toBeUndefined();
  });

  test('one number over time is drawn over time', () => {
    const time = fieldFromValues({ name: 't', type: 'time' }, [1]);
    const points = pointsOf({ fields: [...frameOf([1], [2]).fields.slice(0, 1), time], length: 1 });
    expect([points?.x.field.name, points?.y.field.name]).toEqual(['t', 'views']);
  });

  test('the most frequent texts are colours of their own, the rest is other, and none is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 100 }), (picks) => {
        const zeros = picks.map(() => 0);
        const points = pointsOf(
          frameOf(
            zeros,
            zeros,
            picks.map((i) => `p${i}`),
          ),
        );
        const { categories = [], groups = [] } = points ?? {};
        expect(categories.length).toBeLessThanOrEqual(10);
        expect(categories.reduce((sum, { count }) => sum + count, 0)).toBe(picks.length);
        const counted = categories.map(() => 0);
        for (const group of groups) counted[group] = (counted[group] ?? 0) + 1;
        expect(counted).toEqual(categories.map(({ count }) => count));
      }),
    );
  });
});

describe('density', () => {
  const place = fc.record({
    x: fc.double({ min: -50, max: 400, noNaN: true }),
    y: fc.double({ min: -50, max: 300, noNaN: true }),
  });

  test('every point inside is counted once, in the cell it lies in', () => {
    fc.assert(
      fc.property(fc.array(place), (places) => {
        const xs = Float32Array.from(places, ({ x }) => x);
        const ys = Float32Array.from(places, ({ y }) => y);
        const density = toDensity({ xs, ys }, { width: 300, height: 200 });
        const sum = density.counts.reduce((total, count) => total + count, 0);
        expect(sum).toBe(density.total);
        density.counts.forEach((count, cell) => {
          const inside = [...xs.keys()].filter(
            (i) =>
              Math.floor(xs[i]! / density.cell) === Math.floor(density.xs[cell]! / density.cell) &&
              Math.floor(ys[i]! / density.cell) === Math.floor(density.ys[cell]! / density.cell),
          );
          expect(inside).toHaveLength(count);
        });
      }),
    );
  });

  test('a shade rises with the count, from the first step to the last', () => {
    expect([shadeOf(1, 1000, 8), shadeOf(1000, 1000, 8), shadeOf(1, 1, 8)]).toEqual([0, 7, 7]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(shadeOf(low, high, 8)).toBeLessThanOrEqual(shadeOf(high, high, 8));
      }),
    );
  });
});

test('the rest takes neither the name nor the points of a text', () => {
  const names = [...new Array<string>(20).fill('other'), ...'a b c d e f g h i j k'.split(' ')];
  const values = names.map((_, i) => i);
  const points = pointsOf(frameOf(values, values, names));
  const counts = points?.categories.map(({ name, count, isRest }) => [name, count, isRest]);
  expect(counts).toContainEqual(['other', 20, false]);
  expect(counts?.at(-1)).toEqual(['other (2)', 3, true]);
  expect(points?.groups.filter((group) => group === (counts?.length ?? 0) - 1)).toHaveLength(3);
});
