import type { DisplayedValue } from '@heliostat/sdk';
import { textWidth } from '@heliostat/sdk/ui';
import { arc } from 'd3-shape';

/** A place for one gauge, in CSS pixels from the top left of the panel. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A dial: angles in radians, 0 at the top, clockwise. */
export interface Dial {
  cx: number;
  cy: number;
  /** Outer edge of everything but the target. */
  radius: number;
  /** Outer and inner edge of the value's arc. */
  outer: number;
  inner: number;
  start: number;
  end: number;
}

export interface Furniture {
  /** Whether the name stands below. */
  hasLabel: boolean;
  /** Whether the ends of the scale are written. */
  hasEnds: boolean;
  /** Whether there is a ring of thresholds. */
  hasBands: boolean;
  /** The numbers of a panel are set in one size: that of the longest. Default: as large as it fits. */
  most?: number;
}

/** Two thirds of a circle: the ends are down at the left and right. */
const halfSweep = (2 * Math.PI) / 3;
/** How far the ends lie below the centre, and the whole dial's height, in radii. */
const drop = -Math.cos(halfSweep);
const maxRadius = 190;
const ringWidth = 3;
const ringGap = 2;
export const lineHeight = 18;
/** Below these radii there is no room for a ring, or for a number. */
const ringedRadius = 26;
const readableRadius = 20;

/** The largest dial that fits a box. */
export function fitDial({ x, y, width, height }: Box, has: Furniture): Dial {
  const below = (has.hasLabel ? lineHeight : 0) + (has.hasEnds ? 14 : 0);
  const edge = Math.min(width, height) < 40 ? 0 : 6;
  const free = height - below - 2 * edge;
  const radius = Math.max(0, Math.min(maxRadius, (width - 2 * edge) / 2, free / (1 + drop)));
  const thickness = Math.max(Math.min(4, radius / 2), Math.min(24, radius * 0.17));
  const outer = has.hasBands && radius >= ringedRadius ? radius - ringWidth - ringGap : radius;
  const used = radius * (1 + drop) + below + 2 * edge;
  return {
    cx: x + width / 2,
    cy: y + (height - used) / 2 + edge + radius,
    radius,
    outer,
    inner: Math.max(0, outer - thickness),
    start: -halfSweep,
    end: halfSweep,
  };
}

const ring = arc<{
  innerRadius: number;
  outerRadius: number;
  startAngle: number;
  endAngle: number;
}>();

export interface Ring {
  inner: number;
  outer: number;
  /** Fractions of the scale. */
  from: number;
  to: number;
}

/** The outline of a stretch of the dial, around its centre. */
export function ringPath(dial: Dial, { inner, outer, from, to }: Ring): string {
  const angle = (fraction: number) => dial.start + fraction * (dial.end - dial.start);
  const ends = { startAngle: angle(Math.min(from, to)), endAngle: angle(Math.max(from, to)) };
  return ring({ innerRadius: inner, outerRadius: outer, ...ends }) ?? '';
}

/** A place on the dial at a fraction of the scale, around its centre. */
export function pointAt(dial: Dial, fraction: number, radius: number): { x: number; y: number } {
  const angle = dial.start + fraction * (dial.end - dial.start);
  return { x: Math.sin(angle) * radius, y: -Math.cos(angle) * radius };
}

const sizes = [64, 56, 40, 28, 20, 15, 12] as const;
const affixScale = 0.5;

/** The largest size of the type scale in which a value fits a box; 0 where none does. */
export function fitSize(shown: DisplayedValue, width: number, height: number): number {
  const { prefix = '', text, suffix = '' } = shown;
  const em = textWidth(text, 1) + textWidth(prefix + suffix, affixScale);
  return sizes.find((size) => size * em <= width && size * 1.15 <= height) ?? 0;
}

/** Dials in columns and rows, as large as they get; fewer than asked where they would be unreadable. */
export function tileDials(count: number, size: { width: number; height: number }, has: Furniture) {
  for (let shown = count; shown > 1; shown--) {
    const { boxes, radius } = largestTiles(shown, size, has);
    if (radius >= readableRadius) return boxes;
  }
  return [{ x: 0, y: 0, ...size }];
}

function largestTiles(
  count: number,
  { width, height }: { width: number; height: number },
  has: Furniture,
): { boxes: Box[]; radius: number } {
  let best = { boxes: [] as Box[], radius: -1 };
  for (let columns = 1; columns <= count; columns++) {
    const cell = { width: width / columns, height: height / Math.ceil(count / columns) };
    const { radius } = fitDial({ x: 0, y: 0, ...cell }, has);
    if (radius <= best.radius) continue;
    const boxes = Array.from({ length: count }, (_, i) => ({
      ...{ x: (i % columns) * cell.width, y: Math.floor(i / columns) * cell.height },
      ...cell,
    }));
    best = { boxes, radius };
  }
  return best;
}

/** Rows of straight gauges, from the middle of the panel. */
export interface Rows {
  boxes: readonly Box[];
  /** Name, bar and value on one line; else the name and the value above the bar. */
  isInline: boolean;
  /** CSS pixels for names and values on one line. */
  labelWidth: number;
  valueWidth: number;
}

const inlineFrom = 340;
const rowHeights = { inline: { min: 22, max: 44 }, above: { min: 36, max: 72 } };

/** Rows for as many gauges as fit; `labels` and `values` are as long as they are written. */
export function layRows(
  gauges: readonly { label: string; text: string }[],
  { width, height }: { width: number; height: number },
): Rows {
  const isInline = gauges.length > 1 && width >= inlineFrom;
  const { min, max } = rowHeights[isInline ? 'inline' : 'above'];
  const count = Math.max(1, Math.min(gauges.length, Math.floor(height / min)));
  const rowHeight = Math.min(gauges.length === 1 ? 104 : max, height / count);
  const top = (height - rowHeight * count) / 2;
  const widest = (texts: readonly string[], size: number) =>
    Math.max(0, ...texts.map((text) => textWidth(text, size)));
  return {
    boxes: Array.from({ length: count }, (_, i) => ({
      ...{ x: 0, y: top + i * rowHeight, width, height: rowHeight },
    })),
    isInline,
    labelWidth: Math.min(
      widest(
        gauges.map(({ label }) => label),
        12,
      ),
      width * 0.32,
    ),
    valueWidth: Math.min(
      widest(
        gauges.map(({ text }) => text),
        13,
      ),
      width * 0.28,
    ),
  };
}
