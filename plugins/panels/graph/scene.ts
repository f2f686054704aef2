import { max } from 'd3-array';
import { scaleSqrt } from 'd3-scale';
import { roomsOf, textWidth, type Room } from '@heliostat/sdk/ui';
import { arrow, loop, passage, round, type Shape } from './arrows.ts';
import type { Layout, Point } from './force.ts';
import { weightOf, type Edge, type Network, type Node } from './network.ts';

export interface Size {
  width: number;
  height: number;
}

/** A panel, and how many times larger than it the drawing is; default 1. */
export interface Sheet extends Size {
  zoom?: number;
  /** What lies over its upper right corner: no node does. */
  corner?: Size;
}

/** A node in CSS pixels. */
export interface PlacedNode extends Point {
  node: Node;
  radius: number;
  /** Nothing stands at its right. */
  isEnd?: boolean;
}

/** An edge in CSS pixels. */
export interface PlacedEdge extends Shape {
  edge: Edge;
  width: number;
}

export interface Scene {
  nodes: readonly PlacedNode[];
  edges: readonly PlacedEdge[];
  byId: ReadonlyMap<string, PlacedNode>;
}

/**
 * Where everything is drawn: the layout, stretched to the panel, with what nodes and edges amount to. With a zoom all
 * is as many times further apart, and nodes grow only as far as they have grown in a panel of that size.
 */
export function toScene(network: Network, layout: Layout, size: Sheet): Scene {
  const { positions, ways, ends } = layout;
  const { zoom = 1 } = size;
  const place = placer(network, layout, size);
  const radiusOf = radiusScale(network, { width: size.width * zoom, height: size.height * zoom });
  const nodes = network.nodes.map((node): PlacedNode => ({
    ...{ node, radius: radiusOf(node), isEnd: ends?.has(node.id) === true },
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
    const way = ways.get(edge.id)?.map(place);
    const isPair = known.has(`${edge.target}\u0000${edge.source}`);
    if (source === target) return [{ edge, width, ...loop(source, width) }];
    if (way === undefined) return [{ edge, width, ...arrow(source, target, { width, isPair }) }];
    return [{ edge, width, ...passage([source, ...way, target], { source, target, width }) }];
  });
  return { nodes, edges, byId };
}

/** Many edges are thin ones: what is left of the paper is what shows their ways. */
function widestOf(edges: number): number {
  return Math.max(1.5, Math.min(6, 6 * Math.sqrt(60 / Math.max(1, edges))));
}

/** Room for names beside the outermost nodes. */
const margin = { x: 54, top: 22, loop: 52, bottom: 34, name: 32 };
/** A layout is stretched this much more one way than the other at most, and not blown up without end. */
const maxStretch = 3.2;
const maxScale = 1.7;

/** All of the panel, or what is left of it beside or below the corner, where a node or its name would lie there. */
function placer(
  network: Network,
  layout: Layout,
  { width, height, zoom = 1, corner = { width: 0, height: 0 } }: Sheet,
) {
  const size = { width, height };
  const whole = placeIn(network, layout, { left: 0, top: 0, ...size });
  const { beside, below } = roomsOf(size, corner);
  const isCovered = network.nodes.some(({ id }) => {
    const { x, y } = whole(layout.positions.get(id) ?? { x: 0, y: 0 });
    return x + reach.x > beside.width && y - reach.y < below.top;
  });
  const areaOf = (room: Room) => room.width * room.height;
  const room = areaOf(beside) > areaOf(below) ? beside : below;
  const place = corner.width > 0 && isCovered ? placeIn(network, layout, room) : whole;
  return (at: Point): Point => {
    const { x, y } = place(at);
    return { x: round(x * zoom), y: round(y * zoom) };
  };
}

/** How far a node and its name go: of no number, so that nothing moves while numbers do. */
const reach = { x: 28, y: 20 };

function placeIn(
  { nodes, edges }: Network,
  { positions, ways, ends }: Layout,
  { left: start, top: above, width, height }: Room,
) {
  const top = edges.some(({ source, target }) => source === target) ? margin.loop : margin.top;
  const points = [
    ...nodes.flatMap(({ id }) => positions.get(id) ?? []),
    ...[...ways.values()].flat(),
  ];
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const span = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
  const [[left, right], [high, low]] = [span(xs), span(ys)];
  const side = Math.min(margin.x, width / 6);
  const names = nodes.flatMap(({ id, label }) => (ends?.has(id) === true ? textWidth(label) : []));
  const rightSide = Math.max(side, Math.min(Math.max(0, ...names) + margin.name, width / 3));
  const room = {
    x: Math.max(1, width - side - rightSide),
    y: Math.max(1, height - Math.min(top + margin.bottom, height / 3)),
  };
  const fit = { x: room.x / (right - left || 1), y: room.y / (low - high || 1) };
  const least = Math.min(fit.x, fit.y, maxScale);
  const scale = {
    x: Math.min(fit.x, least * maxStretch),
    y: Math.min(fit.y, least * maxStretch),
  };
  const middle = { x: side + room.x / 2, y: Math.min(top, height / 6) + room.y / 2 };
  const within = (at: number, end: number) => Math.max(0, Math.min(end, at));
  return ({ x, y }: Point): Point => ({
    x: start + within(middle.x + (x - (left + right) / 2) * scale.x, width),
    y: above + within(middle.y + (y - (high + low) / 2) * scale.y, height),
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
