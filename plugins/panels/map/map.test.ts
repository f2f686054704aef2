import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import { geoContains } from 'd3-geo';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coarseAtlas, loadFineAtlas } from './atlas.ts';
import { findCountry } from './countries.ts';
import { options } from './options.ts';
import { maxPlaces, roundBounds, toPlaces } from './places.ts';
import { findRegionField, toRegions } from './regions.ts';
import { stepMark } from './step-mark.ts';

const defaults = withDefaults(options, {});
type Changes = Partial<typeof defaults>;

function frameOf(columns: Readonly<Record<string, readonly unknown[]>>): Frame {
  const fields = Object.entries(columns).map(([name, values]) =>
    fieldFromValues(
      { name, type: values.some((one) => typeof one === 'string') ? 'string' : 'number' },
      values,
    ),
  );
  return { fields, length: Object.values(columns)[0]?.length ?? 0 };
}

const regionsOf = (frame: Frame, changes: Changes = {}) =>
  toRegions([frame], { ...defaults, ...changes }, {});

describe('names of countries', () => {
  test.each([
    ['DE', 'Germany'],
    ['deu', 'Germany'],
    ['276', 'Germany'],
    ['8', 'Albania'],
    ['germany', 'Germany'],
    ["Côte d'Ivoire", 'Côte d’Ivoire'],
    ['Ivory Coast', 'Côte d’Ivoire'],
    ['The Netherlands', 'Netherlands'],
    ['U.S.A.', 'United States'],
    ['Bosnia and Herzegovina', 'Bosnia & Herzegovina'],
    ['Saint Lucia', 'St. Lucia'],
    ['Kosovo', 'Kosovo'],
    ['XKX', 'Kosovo'],
  ])('%s is %s', (text, name) => {
    expect(findCountry(text)?.name).toBe(name);
  });

  test.each(['', 'Atlantis', 'ZZ', '999', 'constructor', 'x'.repeat(5000), '---'])(
    '%s is none',
    (text) => {
      expect(findCountry(text)).toBeUndefined();
    },
  );

  test('every outline with a code is of a country, and the largest one where a code has two', async () => {
    const fine = await loadFineAtlas();
    for (const { id } of [...coarseAtlas.shapes, ...fine.shapes])
      if (/^\d{3}$/.test(id)) expect(findCountry(id)?.id).toBe(id);
    expect(coarseAtlas.byId.has(findCountry('XK')?.id ?? '')).toBe(true);
    expect(fine.byId.has(findCountry('SG')?.id ?? '')).toBe(true);
    const australia = fine.byId.get(findCountry('AU')?.id ?? '');
    expect(geoContains(australia!.body, [134, -25])).toBe(true);
  });
});

describe('countries with numbers', () => {
  const frame = frameOf({
    country: ['DE', 'FR', 'Germany', 'Atlantis', 'ZZ', 'ZZ', ''],
    views: [6, 2, 2, 5, 1, 1, 9],
  });

  test('rows of one country are added up, ranked, and filter as the rows write it', () => {
    const { regions = [] } = regionsOf(frame) ?? {};
    expect(regions.map(({ name, value, rank, share }) => [name, value, rank, share])).toEqual([
      ['Germany', 8, 1, 0.8],
      ['France', 2, 2, 0.2],
    ]);
    expect(regions.map(({ filters }) => filters[0])).toEqual([
      { field: 'country', op: 'in', value: ['DE', 'Germany'] },
      { field: 'country', op: '=', value: 'FR' },
    ]);
  });

  test('what is no country is named once, empty texts are nothing', () => {
    expect(regionsOf(frame)?.unknown).toEqual(['Atlantis', 'ZZ']);
  });

  test('a mean has no shares, and takes every row once', () => {
    const [germany] = regionsOf(frame, { reduce: 'mean' })?.regions ?? [];
    expect([germany?.value, germany?.share]).toEqual([4, undefined]);
  });

  test('the field with countries is found behind other texts; numeric codes are taken where named', () => {
    const two = frameOf({ city: ['Lyon', 'Bonn'], land: ['FRA', 'DEU'], n: [1, 2] });
    expect(findRegionField(two)?.name).toBe('land');
    const coded = regionsOf(frameOf({ code: [276, 250], n: [1, 2] }), { region: 'code' });
    expect(coded?.regions.map(({ filters }) => filters[0]?.value)).toEqual([250, 276]);
  });

  test('sums are kept, whatever the rows', () => {
    const row = fc.tuple(fc.constantFrom('DE', 'fr', 'USA', 'Atlantis'), fc.integer({ min: 0 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), (rows) => {
        const known = rows.filter(([name]) => name !== 'Atlantis');
        const result = regionsOf(
          frameOf({ country: rows.map(([name]) => name), n: rows.map(([, n]) => n) }),
        );
        const sum = (result?.regions ?? []).reduce((all, { value }) => all + value, 0);
        expect(sum).toBe(known.reduce((all, [, n]) => all + n, 0));
      }),
    );
  });
});

describe('points', () => {
  const placesOf = (frame: Frame, changes: Changes = {}) =>
    toPlaces([frame], { ...defaults, ...changes }, {});

  test('coordinates are found by name; rows off the globe are counted', () => {
    const places = placesOf(frameOf({ lat: [48, 91, NaN], lng: [11, 0, 0], n: [1, 2, 3] }));
    expect([places?.rows.length, places?.misplaced]).toEqual([1, 2]);
    expect(placesOf(frameOf({ n: [1], m: [2] }))).toBeUndefined();
  });

  test('areas are the numbers, and small points lie above large ones', () => {
    const frame = frameOf({ lat: [0, 1, 2], lon: [0, 1, 2], n: [25, 100, -3] });
    const places = placesOf(frame, { size: 'n', radius: 4 });
    expect([...(places?.radii ?? [])]).toEqual([12, 6, 1.5]);
    expect([...(places?.latitudes ?? [])]).toEqual([1, 0, 2]);
  });

  test('more than can be drawn are cut, and said', () => {
    const many = Array.from({ length: maxPlaces + 7 }, (_, i) => i % 90);
    const places = placesOf(frameOf({ lat: many, lon: many }));
    expect([places?.rows.length, places?.omitted]).toEqual([maxPlaces, 7]);
  });

  test('a live point within the bounds moves no map', () => {
    const before = placesOf(frameOf({ lat: [40.2, 52.1], lon: [-3.3, 13.1] }));
    const after = placesOf(frameOf({ lat: [40.4, 52.1, 47], lon: [-3.3, 13.4, 8] }));
    expect(before && roundBounds(before)).toEqual([-4, 40, 14, 53]);
    expect(after && roundBounds(after)).toEqual([-4, 40, 14, 53]);
  });
});

describe('keys', () => {
  const at = (x: number, y: number) => ({ x, y });
  const places = [at(50, 50), at(80, 52), at(60, 90), undefined, at(20, 45)];

  test.each([
    ['ArrowRight', 0, 1],
    ['ArrowDown', 0, 2],
    ['ArrowLeft', 0, 4],
    ['ArrowUp', 0, 4],
    ['ArrowRight', 1, 1],
    ['ArrowRight', -1, 0],
    ['Home', 2, 0],
    ['End', 0, 4],
    ['PageDown', 2, 4],
    ['PageUp', 0, 0],
    ['x', 0, undefined],
  ])('%s leads from %i to %s', (key, from, to) => {
    expect(stepMark(key, from, places)).toBe(to);
  });

  test('out of sight nothing is found', () => {
    expect(stepMark('ArrowRight', -1, [undefined])).toBe(-1);
  });
});
