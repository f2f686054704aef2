import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findCycle } from './cycle.ts';
import { layoutFlow } from './flow.ts';
import { flowFilters, nodeFilters, toFlows, type Flow } from './flows.ts';
import { options } from './options.ts';
import { connect } from './path.ts';

const defaults = withDefaults(options, {});
type Row = readonly [from: string | null, to: string | null, users: number | null];
const frameOf = (rows: readonly Row[]): Frame => ({
  fields: [
    fieldFromValues(
      { name: 'from', type: 'string' },
      rows.map(([from]) => from),
    ),
    fieldFromValues(
      { name: 'to', type: 'string' },
      rows.map(([, to]) => to),
    ),
    fieldFromValues(
      { name: 'users', type: 'number' },
      rows.map(([, , users]) => users),
    ),
  ],
  length: rows.length,
});
const flowsOf = (rows: readonly Row[], changes: Partial<typeof defaults> = {}) =>
  toFlows([frameOf(rows)], { ...defaults, ...changes }, {});
const flow = (source: string, target: string, value = 1): Flow => ({ source, target, value });

test('rows of the same ends are one flow, the largest first', () => {
  const { flows, nodes } = flowsOf([
    ['a', 'b', 1],
    ['a', 'c', 5],
    ['a', 'b', 2],
  ]);
  expect(flows).toEqual([flow('a', 'c', 5), flow('a', 'b', 3)]);
  expect(nodes).toEqual(['a', 'c', 'b']);
});

test('a node filters where flows begin, a last one where they end, a flow by both', () => {
  const flows = flowsOf([
    ['a', 'b', 1],
    [null, 'a', 1],
  ]);
  expect(nodeFilters(flows, 'a')).toEqual([{ field: 'from', op: '=', value: 'a' }]);
  expect(nodeFilters(flows, 'b')).toEqual([{ field: 'to', op: '=', value: 'b' }]);
  expect(nodeFilters(flows, '∅')).toEqual([]);
  expect(flowFilters(flows, flow('a', 'b'))).toHaveLength(2);
  expect(flowFilters(flows, flow('∅', 'a'))).toEqual([{ field: 'to', op: '=', value: 'a' }]);
});

test('only the largest flows are kept, and what is left out is told with its share', () => {
  const rows = Array.from({ length: 10 }, (_, i): Row => ['a', `b${i}`, i < 5 ? 1 : 9]);
  const { flows, omitted } = flowsOf(rows, { maxFlows: 5 });
  expect(flows.every(({ value }) => value === 9)).toBe(true);
  expect(omitted.count).toBe(5);
  expect(omitted.share).toBeCloseTo(0.1);
});

test('what cannot be a width is left out, and negative rows are counted', () => {
  const { flows, negatives } = flowsOf([
    ['a', 'b', -1],
    ['a', 'c', null],
    ['a', 'd', NaN],
    ['a', 'e', Infinity],
    ['a', 'f', 0],
  ]);
  expect(flows).toEqual([]);
  expect(negatives).toBe(1);
});

test('fields that are asked for and not there give no flows', () => {
  for (const changes of [{ source: 'x' }, { target: 'x' }, { value: 'x' }])
    expect(flowsOf([['a', 'b', 1]], changes).flows).toEqual([]);
  expect(flowsOf([['a', 'b', 1]], { source: 'to', target: 'from' }).flows).toEqual([
    flow('b', 'a'),
  ]);
});

test('a circle is found with the way around it, however long the chain before it', () => {
  expect(findCycle([flow('x', 'a'), flow('a', 'b'), flow('b', 'c'), flow('c', 'a')])).toEqual([
    ...['a', 'b', 'c', 'a'],
  ]);
  expect(findCycle([flow('a', 'a')])).toEqual(['a', 'a']);
  expect(
    findCycle([flow('a', 'b'), flow('a', 'c'), flow('b', 'd'), flow('c', 'd')]),
  ).toBeUndefined();
  const chain = Array.from({ length: 20_000 }, (_, i) => flow(`n${i}`, `n${i + 1}`));
  expect(findCycle(chain)).toBeUndefined();
});

test('a way is all that comes to a mark and all that goes on from it, nothing beside it', () => {
  const flows = [flow('a', 'b'), flow('x', 'b'), flow('b', 'c'), flow('b', 'd'), flow('x', 'y')];
  const [ab, xb, bc, bd] = flows;
  expect(connect(flows, { node: 'b' }).flows).toEqual(new Set([ab, xb, bc, bd]));
  expect(connect(flows, { node: 'a' }).nodes).toEqual(new Set(['a', 'b', 'c', 'd']));
  expect(connect(flows, { flow: flow('b', 'c') }).flows).toContain(ab);
  if (bc !== undefined) expect(connect(flows, { flow: bc }).flows).toEqual(new Set([ab, xb, bc]));
});

test('nodes and bands lie inside, nodes of a column never on one another, at any size', () => {
  const links = fc.array(
    fc.tuple(
      fc.nat({ max: 12 }),
      fc.nat({ max: 12 }),
      fc.double({ min: 1e-6, max: 1e300, noNaN: true }),
    ),
    { minLength: 1, maxLength: 60 },
  );
  const side = fc.integer({ min: 0, max: 1200 });
  const align = fc.constantFrom('justify', 'left', 'right');
  fc.assert(
    fc.property(links, fc.tuple(side, side), align, (some, [width, height], where) => {
      const rows = some
        .filter(([a, b]) => a !== b)
        .map(([a, b, n]): Row => [`${Math.min(a, b)}`, `${Math.max(a, b)}`, n]);
      const flows = flowsOf(rows);
      if (flows.flows.length === 0) return;
      const layout = layoutFlow(flows, { width, height, margin: width / 4 }, { align: where });
      expect(layout.nodes).toHaveLength(flows.nodes.length);
      for (const [i, node] of layout.nodes.entries()) {
        expect(node.x).toBeGreaterThanOrEqual(0);
        expect(node.x + node.width).toBeLessThanOrEqual(Math.max(1, width) + 0.01);
        expect(node.y).toBeGreaterThanOrEqual(0);
        expect(node.y + node.height).toBeLessThanOrEqual(Math.max(4, height) + 0.01);
        const next = layout.nodes[i + 1];
        if (next?.layer === node.layer)
          expect(next.y + 0.01).toBeGreaterThanOrEqual(node.y + node.height);
      }
      for (const band of layout.bands) expect(band.path).not.toContain('NaN');
    }),
    {
      examples: [
        [
          [
            [8, 1, 4e260],
            [0, 12, 1e-6],
            [12, 8, 6e-6],
            [2, 3, 1e245],
          ],
          [0, 0],
          'left',
        ],
      ],
    },
  );
});

test('while the nodes are the same they keep their order, whichever is larger now', () => {
  const size = { width: 600, height: 300, margin: 100 };
  const rows = (values: readonly number[]): Row[] => values.map((n, i) => ['a', `t${i}`, n]);
  const targets = (layout: ReturnType<typeof layoutFlow>) =>
    layout.nodes.filter(({ name }) => name !== 'a').map(({ name }) => name);
  const first = layoutFlow(flowsOf(rows([9, 5, 1])), size, { align: 'justify' });
  const next = layoutFlow(flowsOf(rows([1, 5, 9])), size, { align: 'justify', last: first });
  expect(targets(next)).toEqual(targets(first));
  const other = layoutFlow(flowsOf(rows([1, 5, 9, 2])), size, { align: 'justify', last: next });
  expect(targets(other)).toHaveLength(4);
});
