import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationNodeDatum,
} from 'd3-force';
import type { Network } from './network.ts';

/** In a plane of its own; the panel scales it to its size. */
export interface Point {
  x: number;
  y: number;
}

export type Positions = ReadonlyMap<string, Point>;

/** Where nodes are, and what edges pass between them. */
export interface Layout {
  positions: Positions;
  /** By edge, from its source on; an edge that has no way bends from node to node. */
  ways: ReadonlyMap<string, readonly Point[]>;
  /** Nodes with nothing at their right: their names stand there, and have room. */
  ends?: ReadonlySet<string>;
}

interface Body extends SimulationNodeDatum {
  id: string;
}

/**
 * Nodes that push each other apart while edges hold them together: always the same for the same network, because
 * d3-force has its own seeded chance. Nodes of the `last` layout stay where they are, new ones find a place beside
 * their neighbours. The number of steps is bounded, so that 500 nodes take well below a second.
 */
export function layoutForce({ nodes, edges }: Network, last: Positions = new Map()): Layout {
  if (nodes.every(({ id }) => last.has(id)))
    return straight(new Map(nodes.map(({ id }) => [id, last.get(id) ?? { x: 0, y: 0 }])));
  const isNew = nodes.every(({ id }) => !last.has(id));
  const bodies = nodes.map(({ id }): Body => {
    const known = last.get(id);
    return known === undefined ? { id, ...beside(id) } : { id, ...known, fx: known.x, fy: known.y };
  });
  const links = edges.map(({ source, target }) => ({ source, target }));
  const simulation = forceSimulation(bodies)
    .force('push', forceManyBody().strength(-420).distanceMax(700))
    .force(
      'hold',
      forceLink<Body, { source: string; target: string }>(links)
        .id(({ id }) => id)
        .distance(110),
    )
    .force('room', forceCollide(34))
    .force('x', forceX(0).strength(0.045))
    .force('y', forceY(0).strength(0.085))
    .stop();
  simulation.tick(isNew ? stepsFor(nodes.length) : stepsFor(nodes.length) / 3);
  return straight(new Map(bodies.map(({ id, x = 0, y = 0 }) => [id, { x, y }])));

  function beside(id: string): Partial<Point> {
    const neighbours = edges.flatMap(({ source, target }) =>
      source === id ? [last.get(target)] : target === id ? [last.get(source)] : [],
    );
    const known = neighbours.find((one) => one !== undefined);
    return known === undefined ? {} : { x: known.x + 40, y: known.y + 40 };
  }
}

function straight(positions: Positions): Layout {
  return { positions, ways: new Map() };
}

const bound = { most: 300, least: 60, work: 24_000 };

function stepsFor(nodes: number): number {
  return Math.ceil(Math.max(bound.least, Math.min(bound.most, bound.work / Math.max(1, nodes))));
}
