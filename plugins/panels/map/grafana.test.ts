import { expect, test } from 'vitest';
import grafana from './grafana.ts';

function importPanel(options: object) {
  const notes: string[] = [];
  const parts = { type: 'geomap', options: { ...options }, custom: {}, panel: {} };
  const all = grafana.options(parts, (note) => notes.push(note));
  const set = Object.entries(all).filter(([, value]) => value !== undefined);
  return { options: Object.fromEntries(set), notes };
}

test('markers come over with their fields, size and view', () => {
  const style = {
    size: { field: 'people', min: 2, max: 15 },
    color: { field: 'role', fixed: 'dark-green' },
    text: { field: 'city' },
  };
  const location = { mode: 'coords', latitude: 'Lat', longitude: 'Lon' };
  const layer = { type: 'markers', name: 'Cities', config: { style, showLegend: false }, location };
  expect(importPanel({ view: { id: 'zero' }, layers: [layer] })).toEqual({
    options: {
      ...{ latitude: 'Lat', longitude: 'Lon', size: 'people', color: 'role', label: 'city' },
      ...{ radius: 5, legend: false, fit: 'world', projection: 'mercator' },
    },
    notes: [],
  });
});

test('countries are looked up; further layers and other types are said', () => {
  const layers = [
    {
      type: 'heatmap',
      location: { mode: 'lookup', lookup: 'iso', gazetteer: 'public/gazetteer/countries.json' },
    },
    { type: 'route', name: 'Ways' },
    { type: 'geojson' },
  ];
  expect(importPanel({ view: { id: 'fit' }, layers })).toEqual({
    options: { region: 'iso', projection: 'mercator' },
    notes: ['layer Ways', 'layer geojson', 'layer of type heatmap: as points'],
  });
});

test('places that only Grafana knows are said', () => {
  const located = (location: object) => importPanel({ layers: [{ type: 'markers', location }] });
  expect(located({ mode: 'geohash' }).notes).toHaveLength(1);
  expect(located({ mode: 'lookup', gazetteer: 'public/gazetteer/airports.geojson' }).notes).toEqual(
    ['places of the gazetteer public/gazetteer/airports.geojson'],
  );
  expect(located({ mode: 'auto' }).notes).toEqual([]);
});

test('what is no layer is left out', () => {
  const layers = [null, 'x', { type: 'markers' }, null];
  expect(importPanel({ layers })).toEqual(importPanel({ layers: [{ type: 'markers' }] }));
});
