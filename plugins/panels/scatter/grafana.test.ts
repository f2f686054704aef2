import { expect, test } from 'vitest';
import grafana from './grafana.ts';

function importPanel(options: object, custom: object = {}) {
  const notes: string[] = [];
  const parts = { type: 'xychart', options: { ...options }, custom: { ...custom }, panel: {} };
  const all = grafana.options(parts, (note) => notes.push(note));
  const set = Object.entries(all).filter(([, value]) => value !== undefined);
  return { options: Object.fromEntries(set), notes };
}
const byName = (options: string) => ({ matcher: { id: 'byName', options } });

test('fields of the first series come over, as Grafana 11 writes them', () => {
  const series = [
    { x: byName('price'), y: byName('sold'), size: byName('stock'), color: byName('shop') },
    { x: byName('price'), y: byName('returned') },
  ];
  expect(importPanel({ mapping: 'manual', series })).toEqual({
    options: { x: 'price', y: 'sold', size: 'stock', color: 'shop' },
    notes: ['1 more series'],
  });
});

test('fields of Grafana 9 and 10 come over, and how points look', () => {
  const series = [{ x: 'price', y: 'sold', pointSize: { field: 'stock' }, pointColor: {} }];
  const custom = { pointSize: { fixed: 10 }, scaleDistribution: { type: 'log' }, show: 'lines' };
  expect(importPanel({ series, legend: { showLegend: false } }, custom)).toEqual({
    options: {
      ...{ x: 'price', y: 'sold', size: 'stock', radius: 5 },
      ...{ xScale: 'log', yScale: 'log', legend: 'off' },
    },
    notes: ['lines between points'],
  });
  expect(importPanel({ dims: { x: 'price' } }).options).toEqual({ x: 'price' });
});

test('a field that is chosen otherwise than by its name is said', () => {
  const series = [{ x: { matcher: { id: 'byType', options: 'number' } } }];
  expect(importPanel({ series })).toEqual({ options: {}, notes: ['a field chosen byType'] });
});
