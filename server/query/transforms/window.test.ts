import { mean, median } from 'd3-array';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Window } from './window.ts';

const numbers = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 60 });

test('a window knows of its last numbers what sorting them anew tells', () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 1, max: 12 }), (all, size) => {
      const window = new Window(size);
      all.forEach((value, i) => {
        window.add(value);
        const last = all.slice(Math.max(0, i + 1 - size), i + 1);
        const middle = median(last) ?? NaN;
        expect(window.length).toBe(last.length);
        expect(window.median()).toBe(middle);
        for (const from of [middle, value, 7.5]) {
          const distances = last.map((one) => Math.abs(one - from));
          expect(window.medianDistance(from)).toBe(median(distances));
          expect(window.meanDistance(from)).toBeCloseTo(mean(distances) ?? NaN, 9);
        }
      });
    }),
  );
});

test('an empty window knows nothing', () => {
  expect(new Window(3).median()).toBeNaN();
});
