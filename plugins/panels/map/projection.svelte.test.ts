import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coarseAtlas } from './atlas.ts';
import { findCountry } from './countries.ts';
import {
  fitView,
  lookAt,
  pan,
  placeOf,
  toChart,
  zoomBy,
  type Chart,
  type Place,
  type Position,
} from './projection.ts';

const kinds = ['equal-earth', 'natural-earth', 'mercator', 'orthographic'] as const;
const chartOf = (projection: (typeof kinds)[number], width = 800, height = 400) =>
  toChart({ projection, width, height, hasAntarctica: false });
const bodyOf = (code: string) => coarseAtlas.byId.get(findCountry(code)?.id ?? '')?.body;
const bodies = (...codes: string[]) => codes.flatMap((code) => bodyOf(code) ?? []);

describe.each(kinds)('%s', (kind) => {
  test('everything in sight lies inside the panel, also in a tiny one', () => {
    const side = fc.integer({ min: 1, max: 2000 });
    const position = fc.tuple(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.double({ min: -58, max: 80, noNaN: true }),
    );
    fc.assert(
      fc.property(side, side, position, (width, height, at) => {
        const place = placeOf(chartOf(kind, width, height), at);
        if (place === undefined) return;
        expect(place.x).toBeGreaterThanOrEqual(-1);
        expect(place.x).toBeLessThanOrEqual(width + 3);
        expect(place.y).toBeGreaterThanOrEqual(-1);
        expect(place.y).toBeLessThanOrEqual(height + 3);
      }),
    );
  });

  test('nothing of the world lies under the buttons, and a drag brings it out from under them', () => {
    const corner = { width: 87, height: 46 };
    const isCovered = ({ x, y }: Place, width: number) =>
      x > width - corner.width + 2 && y < corner.height - 2;
    for (const [width, height] of [[300, 190] as const, [358, 210] as const, [900, 200] as const]) {
      const chart = toChart({ projection: kind, width, height, corner, hasAntarctica: true });
      const ends: Position[] = [];
      for (let longitude = -180; longitude <= 180; longitude += 10)
        for (let latitude = -80; latitude <= 80; latitude += 10) ends.push([longitude, latitude]);
      const places = ends.flatMap((at) => placeOf(chart, at) ?? []);
      expect(places.filter((place) => isCovered(place, width))).toEqual([]);
      if (chart.isGlobe || chart.room.width * chart.room.height === width * height) continue;
      let near: Chart = lookAt(chart, { center: [170, 70], zoom: 3 });
      for (let i = 0; i < 30; i++) near = lookAt(near, pan(near, -20, 20));
      const place = placeOf(near, [170, 70]);
      expect(place && isCovered(place, width)).toBe(false);
    }
  });

  test('what is under the pointer stays there while zooming', () => {
    const chart = lookAt(chartOf(kind), { center: [10, 45], zoom: 3 });
    const paris: Position = [2.35, 48.86];
    const before = placeOf(chart, paris) ?? { x: NaN, y: NaN };
    const after = placeOf(lookAt(chart, zoomBy(chart, 1.5, before)), paris);
    // A globe turns while it is shifted: the point stays within a few pixels.
    const tolerance = kind === 'orthographic' ? 6 : 0.5;
    expect(Math.hypot((after?.x ?? NaN) - before.x, (after?.y ?? NaN) - before.y)).toBeLessThan(
      tolerance,
    );
  });

  test('a drag moves the world with the pointer, however far', () => {
    const chart = lookAt(chartOf(kind), { center: [10, 40], zoom: 4 });
    const rome: Position = [12.5, 41.9];
    const before = placeOf(chart, rome);
    const after = placeOf(lookAt(chart, pan(chart, 40, 20)), rome);
    expect((after?.x ?? NaN) - (before?.x ?? NaN)).toBeCloseTo(40, -1);
    expect((after?.y ?? NaN) - (before?.y ?? NaN)).toBeCloseTo(20, -1);
    let far: Chart = chart;
    for (let i = 0; i < 50; i++) far = lookAt(far, pan(far, -300, 0));
    for (const part of [...far.view.center, far.shift.x]) expect(Number.isFinite(part)).toBe(true);
  });

  test('the first view is turned to the marks', () => {
    const chart = chartOf(kind);
    const view = fitView(chart, bodies('DE', 'FR'));
    const fitted = lookAt(chart, view);
    for (const place of [placeOf(fitted, [10, 51]), placeOf(fitted, [2, 47])]) {
      expect(Math.abs((place?.x ?? NaN) - 400)).toBeLessThan(200);
      expect(Math.abs((place?.y ?? NaN) - 200)).toBeLessThan(200);
    }
    expect(fitView(chart, [])).toEqual(chart.view);
  });
});

test.each(kinds.filter((kind) => kind !== 'orthographic'))(
  'a sheet is not dragged past its edge: %s',
  (kind) => {
    const dragged = (dx: number, dy: number): Chart => {
      let chart: Chart = lookAt(chartOf(kind), { center: [10, 40], zoom: 4 });
      for (let i = 0; i < 50; i++) chart = lookAt(chart, pan(chart, dx, dy));
      return chart;
    };
    expect(placeOf(dragged(-300, 0), [180, 0])?.x).toBeGreaterThan(790);
    expect(placeOf(dragged(0, -300), [10, -58])?.y).toBeGreaterThan(390);
  },
);

test('a sheet shows two neighbours large, and nearly all of the world as all of it', () => {
  const chart = chartOf('equal-earth');
  expect(fitView(chart, bodies('DE', 'FR')).zoom).toBeGreaterThan(5);
  expect(fitView(chart, bodies('US', 'AU', 'RU', 'AR'))).toEqual(chart.view);
});

test('a sheet keeps its base while it is moved: no outline is computed again', () => {
  const chart = chartOf('mercator');
  expect(lookAt(chart, zoomBy(chart, 4)).base).toBe(chart.base);
});

test('zoom ends at all of the world and at 64 times', () => {
  const chart = chartOf('equal-earth');
  expect(zoomBy(chart, 1e-9).zoom).toBe(1);
  expect(zoomBy(chart, 1e9).zoom).toBe(64);
});
