import { line, curveBumpX } from 'd3-shape';
import type { Point } from './force.ts';
import type { PlacedNode } from './scene.ts';

/** A line with a head. */
export interface Shape {
  /** SVG path of the line, and of the head at its end. */
  path: string;
  head: string;
  /** In the middle of the line, for its number. */
  middle: Point;
}

/** A slight bend, always to the right of its way, so that there and back are two lines. */
export function arrow(
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

const bump = line<Point>(
  ({ x }) => round(x),
  ({ y }) => round(y),
).curve(curveBumpX);

interface Ends {
  source: PlacedNode;
  target: PlacedNode;
  width: number;
}

/** From left to right through some places, level at each of them. */
export function passage(places: readonly Point[], { source, target, width }: Ends): Shape {
  const tip = { x: target.x - target.radius - 2, y: target.y };
  const end = { x: tip.x - headLength(width), y: tip.y };
  const start = { x: source.x + source.radius + 1, y: source.y };
  const stops = [start, ...places.slice(1, -1), end];
  const half = (stops.length - 1) / 2;
  const [before, after] = [stops[Math.floor(half)] ?? start, stops[Math.ceil(half)] ?? end];
  return {
    path: bump(stops) ?? '',
    head: triangle(end, tip, width),
    middle: { x: (before.x + after.x) / 2, y: (before.y + after.y) / 2 },
  };
}

/** From a node to itself, above it. */
export function loop({ x, y, radius }: PlacedNode, width: number): Shape {
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

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const pair = ({ x, y }: Point) => `${round(x)},${round(y)}`;
