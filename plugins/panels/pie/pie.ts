import { textWidth } from '@heliostat/sdk/ui';
import { arc, pie } from 'd3-shape';
import { spread } from './spread.ts';

/** A pie in its panel, in CSS pixels from the top left. */
export interface PieLayout {
  cx: number;
  cy: number;
  radius: number;
  /** Of the hole; 0 for a full pie. */
  inner: number;
  /** One for each value, around the centre. */
  arcs: readonly PieArc[];
  /** Labels outside, none where they have no room; at most one for each value. */
  labels: readonly PieLabel[];
}

export interface PieArc {
  path: string;
  /** Middle, in radians clockwise from the top. */
  middle: number;
  /** Too thin for a gap beside it, which would hide it. */
  isThin: boolean;
}

/** A label and its leader, around the centre. */
export interface PieLabel {
  index: number;
  x: number;
  y: number;
  anchor: 'start' | 'end';
  /** CSS pixels from `x` to the edge of the panel. */
  room: number;
  leader: string;
}

export interface PieRequest {
  values: readonly number[];
  /** As they would be written in full; undefined: no labels. */
  texts: readonly string[] | undefined;
  width: number;
  height: number;
  isDonut: boolean;
}

export const lineHeight = 15;
const maxRadius = 220;
/** With labels a pie is at least this large; in less room it goes without. */
const minLabelledRadius = 34;
const hole = 0.64;
/** From the edge of the pie to its labels. */
const leader = 14;
const edge = 4;

/**
 * Slices clockwise from the top; labels beside them in two columns in which none touches another. The
 * pie is as large as it gets with all labels in full, and not smaller than with shortened ones.
 */
export function layoutPie(request: PieRequest): PieLayout {
  const { values, texts, width, height } = request;
  const least = radiusWithLabels(request);
  if (texts === undefined || least < minLabelledRadius)
    return { ...layoutAt(request, Math.min(width, height) / 2 - edge), labels: [] };
  const most = Math.min(height / 2 - lineHeight, width / 2) - edge;
  for (let radius = most; radius > least; radius -= 4) {
    const layout = layoutAt(request, radius);
    const isFull = (label: PieLabel) => textWidth(texts[label.index] ?? '') <= label.room;
    if (layout.labels.length === values.length && layout.labels.every(isFull)) return layout;
  }
  return layoutAt(request, least);
}

function layoutAt({ values, width, height, isDonut }: PieRequest, wanted: number): PieLayout {
  const radius = Math.max(0, Math.min(maxRadius, wanted));
  const place = { cx: width / 2, cy: height / 2, radius, inner: isDonut ? radius * hole : 0 };
  const arcs = toArcs(values, place);
  return { ...place, arcs, labels: placeLabels(arcs, { values, width, height, radius }) };
}

/** With room for the widest label, or as much of it as a panel can give. */
function radiusWithLabels({ texts, width, height }: PieRequest): number {
  const widest = Math.max(0, ...(texts ?? []).map((text) => textWidth(text)));
  const room = Math.min(widest, Math.max(64, width * 0.27)) + leader + edge;
  return Math.min(maxRadius, width / 2 - room, height / 2 - lineHeight - edge);
}

const order = pie<number>().sort(null);
const outline = arc<{ startAngle: number; endAngle: number; inner: number; radius: number }>()
  .innerRadius(({ inner }) => inner)
  .outerRadius(({ radius }) => radius);

function toArcs(values: readonly number[], size: { inner: number; radius: number }): PieArc[] {
  // Shares of the largest: a sum of huge values may be more than a number can hold.
  const largest = Math.max(...values, 0) || 1;
  return order(values.map((value) => value / largest)).map(({ startAngle, endAngle }) => ({
    path: outline({ startAngle, endAngle, ...size }) ?? '',
    middle: (startAngle + endAngle) / 2,
    isThin: (endAngle - startAngle) * size.radius < 5,
  }));
}

interface LabelSpace {
  values: readonly number[];
  width: number;
  height: number;
  radius: number;
}

function placeLabels(arcs: readonly PieArc[], space: LabelSpace): PieLabel[] {
  const isRight = (index: number) => (arcs[index]?.middle ?? 0) < Math.PI;
  const indices = arcs.map((_, index) => index);
  return [
    ...placeSide(arcs, indices.filter(isRight), space),
    ...placeSide(
      arcs,
      indices.filter((index) => !isRight(index)),
      space,
    ),
  ];
}

/**
 * The labels of one half, from the top. Where they do not all fit, or a leader would run over the pie,
 * those of the smallest slices are left out.
 */
function placeSide(
  arcs: readonly PieArc[],
  indices: readonly number[],
  space: LabelSpace,
): PieLabel[] {
  const half = space.height / 2 - lineHeight / 2;
  const bySize = [...indices].sort((a, b) => (space.values[b] ?? 0) - (space.values[a] ?? 0));
  const most = Math.min(bySize.length, Math.floor((2 * half) / lineHeight) + 1);
  for (let count = most; count > 0; count--) {
    const kept = bySize
      .slice(0, count)
      .map((index) => ({ index, middle: arcs[index]?.middle ?? 0 }))
      .sort((a, b) => Math.cos(b.middle) - Math.cos(a.middle));
    const wanted = kept.map(({ middle }) => -Math.cos(middle) * (space.radius + leader));
    const heights = spread(wanted, lineHeight, [-half, half]);
    const labels = kept.map((one, i) => toLabel({ ...one, y: heights[i] ?? 0 }, space));
    if (labels.every((label) => label !== undefined)) return labels;
  }
  return [];
}

/** Undefined where its leader would run over the pie. */
function toLabel(
  { index, middle, y }: { index: number; middle: number; y: number },
  { width, radius }: LabelSpace,
): PieLabel | undefined {
  const side = middle < Math.PI ? 1 : -1;
  const x = side * labelDistance(y, middle, radius);
  const elbow = { x: Math.sin(middle) * (radius + 8), y: -Math.cos(middle) * (radius + 8) };
  if (distanceToCenter(elbow, { x, y }) < radius) return;
  return {
    ...{ index, x: x + side * 4, y },
    anchor: side > 0 ? 'start' : 'end',
    room: Math.max(0, width / 2 - Math.abs(x) - 4),
    leader: leaderPath({ x, y }, middle, radius),
  };
}

interface Point {
  x: number;
  y: number;
}

/** Of the stretch between two points. */
function distanceToCenter(a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const at = length === 0 ? 0 : Math.max(0, Math.min(1, -(a.x * dx + a.y * dy) / length));
  return Math.hypot(a.x + at * dx, a.y + at * dy);
}

/** How far from the middle a label starts: outside the pie over its whole height, and beyond its elbow. */
function labelDistance(y: number, middle: number, radius: number): number {
  const reach = radius + leader;
  const nearest = Math.max(0, Math.abs(y) - lineHeight / 2);
  const beside = Math.sqrt(Math.max(0, reach * reach - nearest * nearest));
  const elbow = Math.abs(Math.sin(middle)) * (radius + 8) + 5;
  return Math.max(beside, elbow);
}

function leaderPath({ x, y }: Point, middle: number, radius: number): string {
  const at = (distance: number) =>
    `${round(Math.sin(middle) * distance)},${round(-Math.cos(middle) * distance)}`;
  return `M${at(radius + 2)}L${at(radius + 8)}L${round(x)},${round(y)}`;
}

const round = (value: number) => Math.round(value * 10) / 10;
