import { expect, test } from 'vitest';
import { annotationsWithin, toAnnotations } from './annotations.ts';
import { frameFromRows } from './frame.ts';

const source = { id: 'deploys', label: 'Deploys', color: '#123456' };

test('a row is a moment, or a span where a second time ends it; its texts say what', () => {
  const frame = frameFromRows(
    [
      { at: 300, until: 500, service: 'api', text: 'v2 <b>', tags: 'prod, , eu' },
      { at: 100, until: 100, service: 'web', text: null, tags: null },
      { at: null, until: 9, service: 'web', text: 'never', tags: '' },
    ],
    [
      { name: 'at', type: 'time' },
      { name: 'until', type: 'time' },
      { name: 'service', type: 'string' },
      { name: 'text', type: 'string' },
      { name: 'tags', type: 'string' },
    ],
  );
  const common = { source: 'Deploys', color: '#123456' };
  expect(toAnnotations(frame, source)).toEqual([
    { id: 'deploys/1', from: 100, text: 'Deploys', tags: [], ...common },
    { id: 'deploys/0', from: 300, to: 500, text: 'v2 <b>', tags: ['prod', 'eu'], ...common },
  ]);
});

test('without a field "text" the first text that is not the tags says what', () => {
  const frame = frameFromRows(
    [{ tags: 'a', service: 'api', at: 1 }],
    [
      { name: 'tags', type: 'string' },
      { name: 'service', type: 'string' },
      { name: 'at', type: 'time' },
    ],
  );
  expect(toAnnotations(frame, { id: 'd', label: 'D' })).toEqual([
    { id: 'd/0', from: 1, text: 'api', tags: ['a'], source: 'D' },
  ]);
});

test('without a time there are none, and there is an end to them', () => {
  const columns = [{ name: 't', type: 'time' }] as const;
  const many = frameFromRows(
    Array.from({ length: 1500 }, (_, t) => ({ t })),
    columns,
  );
  expect(toAnnotations(many, source)).toHaveLength(1000);
  expect(toAnnotations(many, source)[0]?.from).toBe(500);
  expect(toAnnotations(frameFromRows([{ n: 1 }], [{ name: 'n', type: 'number' }]), source)).toEqual(
    [],
  );
});

test('an interval has those that touch it', () => {
  const one = (id: string, from: number, to?: number) => ({ id, from, to, text: id, tags: [] });
  const all = [one('after', 90), one('moment', 30), one('into', 5, 20), one('before', 5, 9)];
  expect(annotationsWithin(all, { from: 10, to: 80 }).map(({ id }) => id)).toEqual([
    'into',
    'moment',
  ]);
});
