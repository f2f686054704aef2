import { fieldFromValues, withDefaults, type Frame } from '@heliostat/sdk';
import { textWidth } from '@heliostat/sdk/ui';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { home, panBy, reveal, zoomBy } from './camera.ts';
import { layoutForce } from './force.ts';
import { placeLabels } from './labels.ts';
import { layoutLayered } from './layered.ts';
import { toNetwork, type Network } from './network.ts';
import { options } from './options.ts';
import { toScene } from './scene.ts';
import { steadyLayout } from './steady.ts';
import { travelSeconds } from './travel.ts';
import { neighbourhood, walk, type Mark } from './walk.ts';

const defaults = withDefaults(options, {});
type Row = readonly [source: string, target: string, rate: number, errors?: number];

function frameOf(rows: readonly Row[]): Frame {
  const column = (name: string, type: 'string' | 'number', at: 0 | 1 | 2 | 3) =>
    fieldFromValues(
      { name, type },
      rows.map((row) => row[at]),
    );
  return {
    fields: [
      column('source', 'string', 0),
      column('target', 'string', 1),
      column('rate', 'number', 2),
      column('errors', 'number', 3),
    ],
    length: rows.length,
  };
}

function networkOf(rows: readonly Row[], changes: Partial<typeof defaults> = {}): Network {
  const network = toNetwork([frameOf(rows)], { ...defaults, ...changes }, {});
  if (network === undefined) throw new Error('no network');
  return network;
}

const rows: readonly Row[] = [
  ['web', 'api', 60, 1],
  ['web', 'api', 40, 6],
  ['api', 'db', 300, 0],
  ['api', 'cache', 20, 0],
  ['db', 'api', 10, 0],
];
const ends = (id: string) => id.split('\u0000').join(' → ');

describe('edges and nodes', () => {
  test('rows of the same ends are one edge, its grade weighed by its rate', () => {
    const { edges } = networkOf(rows);
    expect(edges.map(({ id, value, grade }) => [ends(id), value, grade])).toEqual([
      ['api → db', 300, 0],
      ['web → api', 100, 3],
      ['api → cache', 20, 0],
      ['db → api', 10, 0],
    ]);
  });

  test('nodes are the ends of edges, the busiest first', () => {
    expect(
      networkOf(rows).nodes.map(({ id, incoming, outgoing }) => [id, incoming, outgoing]),
    ).toEqual([
      ['api', 110, 320],
      ['db', 300, 10],
      ['web', 0, 100],
      ['cache', 20, 0],
    ]);
  });

  test('fields called source and target are found in any order, as Grafana has them', () => {
    const frame = frameOf([['a', 'b', 1]]);
    const [source, target, ...numbers] = frame.fields;
    const id = fieldFromValues({ name: 'id', type: 'string' }, ['e1']);
    const mixed = { ...frame, fields: [id, target!, source!, ...numbers] };
    expect(toNetwork([mixed], defaults, {})?.edges[0]).toMatchObject({ source: 'a', target: 'b' });
  });

  test('a frame of nodes gives labels and numbers, and nodes nobody calls', () => {
    const nodes: Frame = {
      fields: [
        fieldFromValues({ name: 'id', type: 'string' }, ['api', 'old']),
        fieldFromValues({ name: 'title', type: 'string' }, ['The API', 'Old one']),
        fieldFromValues({ name: 'mainstat', type: 'number' }, [7, null]),
      ],
      length: 2,
    };
    const network = toNetwork([nodes, frameOf(rows)], defaults, {});
    expect(network?.byId.get('api')).toMatchObject({ label: 'The API', value: 7, outgoing: 320 });
    expect(network?.nodes.at(-1)).toMatchObject({ id: 'old', label: 'Old one', value: NaN });
    expect(network?.own?.name).toBe('mainstat');
  });

  test('beyond the largest nodes nothing is drawn, and it is counted', () => {
    const { nodes, edges, omitted } = networkOf(rows, { maxNodes: 2 });
    expect([nodes.map(({ id }) => id), edges.length, omitted]).toEqual([
      ['api', 'db'],
      2,
      { nodes: 2, edges: 2 },
    ]);
  });

  test('negative and unknown rates are no edges; zero is one', () => {
    const { edges, negatives } = networkOf([
      ['a', 'b', -1],
      ['a', 'c', NaN],
      ['a', 'd', 0, 2],
    ]);
    expect([edges.map(({ target, grade }) => [target, grade]), negatives]).toEqual([[['d', 2]], 1]);
  });
});

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const someRows = fc.array(fc.tuple(name, name, fc.integer({ min: 0, max: 1000 })), {
  minLength: 1,
  maxLength: 30,
});

describe('layouts', () => {
  test.each([
    ['force', layoutForce],
    ['layered', layoutLayered],
  ] as const)('%s gives every node a place of its own, always the same', (_, layout) => {
    fc.assert(
      fc.property(someRows, (some) => {
        const network = networkOf(some);
        const { positions } = layout(network);
        expect([...positions.keys()].sort()).toEqual(network.nodes.map(({ id }) => id).sort());
        const places = [...positions.values()].map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`);
        expect(new Set(places).size).toBe(places.length);
        expect(layout(networkOf(some)).positions).toEqual(positions);
      }),
      { numRuns: 40 },
    );
  });

  test('layers go along the edges; what closes a circle goes back', () => {
    const { positions } = layoutLayered(networkOf(rows));
    const order = [...positions].sort(([, a], [, b]) => a.x - b.x).map(([id]) => id);
    expect(order.slice(0, 2)).toEqual(['web', 'api']);
    expect(positions.get('db')?.x).toBe(positions.get('cache')?.x);
  });

  test('an edge over several layers passes between nodes, not behind them', () => {
    const chain: Row[] = [
      ['a', 'b', 9],
      ['b', 'c', 9],
      ['c', 'd', 9],
      ['a', 'd', 5],
    ];
    const network = networkOf(chain);
    const layout = layoutLayered(network);
    const long = network.edges.find(({ source, target }) => source === 'a' && target === 'd');
    const way = layout.ways.get(long?.id ?? '') ?? [];
    expect(way.map(({ x }) => x)).toEqual(['b', 'c'].map((id) => layout.positions.get(id)?.x));
    for (const [i, id] of ['b', 'c'].entries())
      expect(Math.abs((way[i]?.y ?? NaN) - (layout.positions.get(id)?.y ?? NaN))).toBeGreaterThan(
        40,
      );
    const { edges } = toScene(network, layout, { width: 600, height: 300 });
    expect(edges.every(({ path }) => !path.includes('NaN'))).toBe(true);
  });

  test('a chain of 400 is laid out in layers, without a stack that overflows', () => {
    const chain = Array.from({ length: 400 }, (_, i): Row => [`n${i}`, `n${i + 1}`, 1]);
    const { positions } = layoutLayered(networkOf(chain, { maxNodes: 500 }));
    expect(new Set([...positions.values()].map(({ x }) => x)).size).toBe(401);
  });

  test('live rates and new edges move no node, a new node finds its place beside them', () => {
    const steady = steadyLayout();
    const layout = (network: Network, kind: 'force') => steady(network, kind).positions;
    const before = layout(networkOf(rows), 'force');
    const busier = rows.map(([a, b, rate]): Row => [a, b, rate * 3]);
    expect(layout(networkOf([...busier, ['cache', 'db', 5]]), 'force')).toEqual(before);
    const grown = layout(networkOf([...busier, ['cache', 'disk', 5]]), 'force');
    for (const [id, place] of before) expect(grown.get(id)).toEqual(place);
    expect(grown.get('disk')).toBeDefined();
    const again = layout(networkOf(rows.slice(0, 3)), 'force');
    expect(again.get('web')).toEqual(before.get('web'));
    expect(layout(networkOf(rows), 'force')).toEqual(before);
  });
});

describe('what is drawn', () => {
  test('names of the last layer stand whole at its right, where nothing else is', () => {
    const tables = ['warehouse.activity', 'warehouse.activity_5s', 'warehouse.page_load_10s'];
    const network = networkOf(tables.map((table): Row => ['social/activity', table, 30]));
    const size = { width: 560, height: 300 };
    const scene = toScene(network, layoutLayered(network), size);
    const { nodes } = placeLabels({ scene, size, write: () => '30 ev/s' });
    const last = nodes.filter(({ id }) => tables.includes(id));
    expect(last.map(({ text, anchor }) => [text, anchor]).sort()).toEqual(
      tables.map((table) => [table, 'start']),
    );
  });

  test('nodes lie inside the panel, whatever its size', () => {
    const side = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(someRows, side, side, (some, width, height) => {
        const network = networkOf(some);
        const { nodes, edges } = toScene(network, layoutForce(network), { width, height });
        for (const { x, y } of nodes) {
          expect(x >= 0 && x <= width && y >= 0 && y <= height).toBe(true);
        }
        for (const { path, head } of edges) expect(path + head).not.toMatch(/NaN|Infinity/);
      }),
      { numRuns: 40 },
    );
  });

  test('neither nodes nor names lie under the buttons, and nothing moves where none would', () => {
    const [size, corner] = [
      { width: 320, height: 200 },
      { width: 87, height: 46 },
    ];
    const isCovered = (x: number, y: number) => x > size.width - corner.width && y < corner.height;
    fc.assert(
      fc.property(someRows, (some) => {
        const network = networkOf(some);
        const scene = toScene(network, layoutForce(network), { ...size, corner });
        const { nodes } = placeLabels({ scene, size, corner, write: undefined });
        for (const { x, y, radius } of scene.nodes)
          expect(isCovered(x + radius, y - radius)).toBe(false);
        for (const { text, x, y, anchor } of nodes) {
          const after = { start: 1, middle: 0.5, end: 0 }[anchor];
          expect(isCovered(x + textWidth(text) * after, y - 8)).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
    const pair = networkOf([['a', 'b', 1]]);
    const layout = {
      positions: new Map([
        ['a', { x: 0, y: 9 }],
        ['b', { x: 0, y: 20 }],
      ]),
      ways: new Map(),
    };
    expect(toScene(pair, layout, { ...size, corner }).nodes).toEqual(
      toScene(pair, layout, size).nodes,
    );
  });

  test('widths follow the rates, and there and back are two lines', () => {
    const network = networkOf(rows);
    const { edges } = toScene(network, layoutForce(network), { width: 600, height: 400 });
    expect(edges.map(({ width }) => width)).toEqual([6, 3.9, 2.3, 1.9]);
    const [there, back] = [edges[0], edges[3]];
    expect(
      Math.hypot(there!.middle.x - back!.middle.x, there!.middle.y - back!.middle.y),
    ).toBeGreaterThan(8);
  });

  test('busier edges carry faster marks, in few steps', () => {
    expect([0, 10, 100].map((value) => travelSeconds(value, 100))).toEqual([6, 4.2, 1.5]);
    expect(travelSeconds(5, 0)).toBe(6);
  });
});

describe('keys', () => {
  const network = networkOf(rows);
  const node = (id: string): Mark => ({ kind: 'node', id });
  const edge = (from: 'source' | 'target', source: string, target: string): Mark => ({
    ...{ kind: 'edge', from, id: `${source}\u0000${target}` },
  });

  test.each([
    ['ArrowRight', undefined, node('api')],
    ['ArrowRight', node('api'), edge('source', 'api', 'db')],
    ['ArrowDown', edge('source', 'api', 'db'), edge('source', 'api', 'cache')],
    ['ArrowRight', edge('source', 'api', 'cache'), node('cache')],
    ['ArrowRight', node('cache'), node('cache')],
    ['ArrowLeft', node('api'), edge('target', 'web', 'api')],
    ['ArrowDown', edge('target', 'web', 'api'), edge('target', 'db', 'api')],
    ['ArrowLeft', edge('target', 'db', 'api'), node('db')],
    ['ArrowDown', node('api'), node('db')],
    ['ArrowUp', node('api'), node('api')],
    ['End', undefined, node('api')],
    ['End', node('api'), node('cache')],
    ['ArrowLeft', edge('target', 'gone', 'gone'), node('api')],
    ['x', node('api'), undefined],
  ])('%s from %o leads to %o', (key, from, to) => {
    expect(walk(network, from, key)).toEqual(to);
  });

  test('a node is near its edges and their other ends', () => {
    expect([...neighbourhood(network, node('db'))].map(ends).sort()).toEqual(
      ['api', 'api → db', 'db', 'db → api'].sort(),
    );
    expect(neighbourhood(network, edge('source', 'web', 'api')).size).toBe(3);
  });
});

describe('what is seen of it', () => {
  const size = { width: 400, height: 200 };

  test('what is under the pointer stays there while zooming, and the drawing covers the panel', () => {
    const at = { x: 100, y: 50 };
    const near = zoomBy(home, 2, { at, size });
    expect(near).toEqual({ zoom: 2, x: -100, y: -50 });
    expect(zoomBy(near, 0.1, { at, size })).toEqual(home);
    expect(panBy(near, { x: 1000, y: -1000 }, size)).toEqual({ zoom: 2, x: 0, y: -200 });
    expect(panBy(home, { x: 50, y: 50 }, size)).toEqual(home);
  });

  test('a mark that is out of sight is brought into it, one in sight moves nothing', () => {
    const near = zoomBy(home, 4, { at: { x: 0, y: 0 }, size });
    expect(reveal(near, { x: 100, y: 100 }, size)).toBe(near);
    expect(reveal(near, { x: 1000, y: 400 }, size)).toEqual({ zoom: 4, x: -800, y: -300 });
  });
});

test('a grade is the mean of what is known, also where nothing flows', () => {
  const known: readonly Row[] = [
    ['web', 'api', 60, 2],
    ['web', 'api', 40],
    ['api', 'db', 0, 0.3],
  ];
  const grades = networkOf(known).edges.map(({ id, grade }) => [ends(id), grade]);
  expect(grades).toEqual([
    ['web → api', 2],
    ['api → db', 0.3],
  ]);
});
