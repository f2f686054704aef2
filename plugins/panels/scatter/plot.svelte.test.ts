import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { options } from './options.ts';
import { layoutPlot, placePoints, radiiOf } from './plot.ts';
import { toPoints } from './points.ts';

const frameOf = (xs: number[], ys: number[]): Frame => ({
  fields: [
    fieldFromValues({ name: 'a', type: 'number' }, xs),
    fieldFromValues({ name: 'b', type: 'number' }, ys),
  ],
  length: xs.length,
});

function plotOf(frame: Frame, own: object, size: { width: number; height: number }) {
  const filled = withDefaults(options, own);
  const points = toPoints([frame], filled, {})!;
  const plot = layoutPlot(points, { ...size, options: filled, timeZone: 'utc' });
  return { points, plot, places: placePoints(points, plot, []) };
}

const value = fc.double({ min: -1e308, max: 1e308, noNaN: true });

test('no point leaves the plot, whatever the numbers, the scales and the size', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 30 }),
      fc.constantFrom('linear', 'log'),
      fc.integer({ min: 20, max: 2000 }),
      (rows, xScale, width) => {
        const frame = frameOf(
          rows.map(([x]) => x),
          rows.map(([, y]) => y),
        );
        const { plot, points, places } = plotOf(frame, { xScale }, { width, height: 200 });
        places.xs.forEach((x, i) => {
          // The ends of what can be written are cut off.
          const written = Math.abs(points.xs[i] ?? 0);
          if (written > 8e307 || (xScale === 'log' && written < 1e-300)) return;
          expect(x).toBeGreaterThanOrEqual(-0.01);
          expect(x).toBeLessThanOrEqual(plot.box.width + 0.01);
        });
      },
    ),
  );
});

test('a pixel is a value and back, and a log axis has a tick at each power of ten', () => {
  const { plot } = plotOf(
    frameOf([1, 10_000], [0, 5]),
    { xScale: 'log' },
    { width: 600, height: 200 },
  );
  expect(plot.x.toValue(plot.x.toPixel(100))).toBeCloseTo(100, 6);
  expect(plot.x.ticks.map(({ text }) => text)).toEqual(['1', '10', '100', '1k', '10k']);
  expect(plot.y.toPixel(0)).toBeGreaterThan(plot.y.toPixel(5));
});

test('the area of a point is its size: four times the value is twice the radius', () => {
  const frame = frameOf([1, 2, 3], [1, 2, 3]);
  const size = fieldFromValues({ name: 's', type: 'number' }, [100, 400, 100]);
  const { points } = plotOf(
    { ...frame, fields: [...frame.fields, size] },
    { size: 's' },
    { width: 300, height: 200 },
  );
  const [first = 0, second = 0] = radiiOf(points, 3);
  expect(second / first).toBeCloseTo(2, 5);
  expect(first).toBe(3);
});
