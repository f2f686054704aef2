import { max } from 'd3-array';
import { scaleSqrt } from 'd3-scale';
import type { Point, Positions } from './force.ts';
import { weightOf, type Edge, type Network, type Node } from './network.ts';

export interface Size {
  width: number;
  height: number;
}

/** A node in CSS pixels. */
export interface PlacedNode extends Point {
  node: Node;
  radius: number;
}

/** An edge in CSS pixels. */
export interface PlacedEdge {
  edge: Edge;
  /** SVG path of the line, and of the head at its end. */
  path: string;
  head: string;
  width: number;
  /** In the middle of the line, for its number. */
  middle: Point;
}

export interface Scene {
  nodes: readonly PlacedNode[];
  edges: readonly PlacedEdge[];
  byId: ReadonlyMap<string, PlacedNode>;
}

/** Where everything is drawn: the layout, stretched to the panel, with what nodes and edges amount to. */
export function toScene(network: Network, positions: Positions, size: Size): Scene {
  const place = placer(network, positions, size);
  const radiusOf = radiusScale(network, size);
  const nodes = network.nodes.map((node): PlacedNode => ({
    ...{ node, radius: radiusOf(node) },
    ...place(positions.get(node.id) ?? { x: 0, y: 0 }),
  }));
  const byId = new Map(nodes.map((placed) => [placed.node.id, placed]));
  const known = new Set(network.edges.map(({ id }) => id));
  const busiest = max(network.edges, ({ value }) => value) ?? 1;
  const widthOf = scaleSqrt([0, busiest], [1, widestOf(network.edges.length)]);
  const edges = network.edges.flatMap((edge): PlacedEdge[] => {
    const [source, target] = [byId.get(edge.source), byId.get(edge.target)];
    if (source === undefined || target === undefined) return [];
    const width = round(widthOf(edge.value));
    const isPair = known.has(`${edge.target}\u0000${edge.source}`);
    const shape =
      source === target ? loop(source, width) : curve(source, target, { width, isPair });
    return [{ edge, width, ...shape }];
  });
  return { nodes, edges, byId };
}

/** Many edges are thin ones: what is left of the paper is what shows their ways. */
function widestOf(edges: number): number {
  return Math.max(1.5, Math.min(6, 6 * Math.sqrt(60 / Math.max(1, edges))));
}

/** Room for names beside the outermost nodes. */
const margin = { x: 54, top: 22, bottom: 34 };
/** A layout is stretched this much more one way than the other at most, and not blown up without end. */
const maxStretch = 2.2;
const maxScale = 1.7;

function placer({ nodes }: Network, positions: Positions, { width, height }: Size) {
  const points = nodes.flatMap(({ id }) => positions.get(id) ?? []);
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const span = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
  const [[left, right], [top, bottom]] = [span(xs), span(ys)];
  const side = Math.min(margin.x, width / 6);
  const room = {
    x: Math.max(1, width - 2 * side),
    y: Math.max(1, height - Math.min(margin.top + margin.bottom, height / 3)),
  };
  const fit = { x: room.x / (right - left || 1), y: room.y / (bottom - top || 1) };
  const least = Math.min(fit.x, fit.y, maxScale);
  const scale = {
    x: Math.min(fit.x, least * maxStretch),
    y: Math.min(fit.y, least * maxStretch),
  };
  const middle = { x: width / 2, y: Math.min(margin.top, height / 9) + room.y / 2 };
  const within = (at: number, end: number) => Math.max(0, Math.min(end, round(at)));
  return ({ x, y }: Point): Point => ({
    x: within(middle.x + (x - (left + right) / 2) * scale.x, width),
    y: within(middle.y + (y - (top + bottom) / 2) * scale.y, height),
  });
}

/** Areas are what passes through; whole pixels, so that live numbers do not tremble. */
function radiusScale({ nodes }: Network, { width, height }: Size): (node: Node) => number {
  const room = Math.sqrt((width * height) / Math.max(1, nodes.length));
  const largest = Math.max(2, Math.min(20, room / 5));
  const smallest = Math.min(largest, Math.max(2, largest / 3));
  const scale = scaleSqrt([0, max(nodes, weightOf) ?? 1], [smallest, largest]);
  return (node) => Math.round(scale(weightOf(node)));
}

interface Shape {
  path: string;
  head: string;
  middle: Point;
}

/** A slight bend, always to the right of its way, so that there and back are two lines. */
function curve(
  source: PlacedNode,
  target: PlacedNode,
  { width, isPair }: { width: number; isPair: boolean },
): Shape {
  const [dx, dy] = [target.x - source.x, target.y - source.y];
  const bend = isPair ? 0.18 : 0.06;
  const control = {
    x: (source.x + target.x) / 2 - dy * bend,
    y: (source.y + target.y) / 2 + dx * bend,
  };
  const start = towards(source, control, source.radius + 1);
  const length = headLength(width);
  const tip = towards(target, control, target.radius + 2);
  const end = towards(target, control, target.radius + 2 + length);
  return {
    path: `M${pair(start)}Q${pair(control)} ${pair(end)}`,
    head: triangle(end, tip, width),
    middle: {
      x: (start.x + 2 * control.x + end.x) / 4,
      y: (start.y + 2 * control.y + end.y) / 4,
    },
  };
}

/** From a node to itself, above it. */
function loop({ x, y, radius }: PlacedNode, width: number): Shape {
  const reach = radius * 2 + 18;
  const start = { x: x - radius * 0.6, y: y - radius };
  const tip = { x: x + radius * 0.7, y: y - radius - 1 };
  const end = { x: tip.x + 2, y: tip.y - headLength(width) };
  return {
    path: `M${pair(start)}C${pair({ x: x - reach * 0.7, y: y - reach })} ${pair({ x: x + reach * 0.8, y: y - reach })} ${pair(end)}`,
    head: triangle(end, tip, width),
    middle: { x, y: y - reach * 0.85 },
  };
}

const headLength = (width: number) => 4 + width;

function triangle(base: Point, tip: Point, width: number): string {
  const length = Math.hypot(tip.x - base.x, tip.y - base.y) || 1;
  const half = 1.75 + width * 0.85;
  const [nx, ny] = [(-(tip.y - base.y) / length) * half, ((tip.x - base.x) / length) * half];
  const [a, b] = [
    { x: base.x + nx, y: base.y + ny },
    { x: base.x - nx, y: base.y - ny },
  ];
  return `M${pair(a)}L${pair(tip)}L${pair(b)}Z`;
}

/** The place so far from one point on the way to another. */
function towards(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const share = Math.min(1, distance / length);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

const pair = ({ x, y }: Point) => `${round(x)},${round(y)}`;

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
