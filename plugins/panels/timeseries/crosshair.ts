import type { Layout } from './layout.ts';
import type { Mark } from './marks.ts';
import { timeToPixel } from './time-scale.ts';
import { pixelMap, valueToPixel } from './value-scale.ts';

/** What follows the pointer, in CSS pixels of the plot. */
export interface Crosshair {
  x: number;
  dots: readonly Dot[];
}

export interface Dot {
  x: number;
  y: number;
  color: string;
  isStrong: boolean;
}

const maxDots = 12;

/** The line at a time, with a dot on every mark, or on the nearest one alone where they are many. */
export function crosshairAt(
  layout: Layout,
  marks: readonly Mark[],
  at: { time: number; index: number; nearest: string | null },
): Crosshair | null {
  const { box } = layout;
  const x = timeToPixel(layout.time, at.time);
  if (x < box.left - 1 || x > box.left + box.width + 1) return null;
  const dotted = marks.length <= maxDots ? marks : marks.filter((mark) => mark.name === at.nearest);
  const dots = dotted.flatMap((mark) => {
    const y = heightOf(layout, mark, at.index);
    if (y === undefined || y < box.top - 4 || y > box.top + box.height + 4) return [];
    return [{ x, y, color: mark.color, isStrong: mark.name === at.nearest }];
  });
  return { x, dots };
}

/** Where a mark is at a point, in CSS pixels from the top; undefined where it is not. */
export function heightOf({ axes, box }: Layout, mark: Mark, index: number): number | undefined {
  const axis = axes.find((one) => one.side === mark.axis);
  if (axis === undefined) return;
  const y = valueToPixel(pixelMap(axis.scale, box.top, box.height), mark.top[index] ?? NaN);
  return Number.isFinite(y) ? y : undefined;
}
