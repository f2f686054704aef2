import type { Layout } from './layout.ts';
import { textWidth } from './layout.ts';
import type { Mark } from './marks.ts';
import type { PointSpan } from './points.ts';
import { pixelMap, valueToPixel } from './value-scale.ts';

/** A name at the end of a line, in CSS pixels. */
export interface EndLabel {
  name: string;
  text: string;
  color: string;
  y: number;
}

const maxLabels = 6;
const maxLabelWidth = 110;
const lineHeight = 13;

/** The room that names at the ends of lines need on the right; 0 when there will be none. */
export function endLabelWidth(all: readonly Mark[], width: number): number {
  const marks = all.filter(({ isEarlier }) => !isEarlier);
  const isRoomy = width >= 480;
  const isLines = marks.every((mark) => mark.draw !== 'bars');
  // There the numbers of the other axis stand.
  const isFree = marks.every((mark) => mark.axis === 'left');
  if (!isRoomy || !isLines || !isFree || marks.length < 2 || marks.length > maxLabels) return 0;
  const widest = Math.max(...marks.map((mark) => textWidth(mark.label)));
  return widest > maxLabelWidth ? 0 : widest + 6;
}

/** Labels moved apart so that none covers another; empty when they do not fit. */
export function placeEndLabels(all: readonly Mark[], span: PointSpan, layout: Layout): EndLabel[] {
  const marks = all.filter(({ isEarlier }) => !isEarlier);
  const { top, height } = layout.box;
  if (height < marks.length * lineHeight) return [];
  const labels = marks
    .map((mark) => ({
      name: mark.name,
      text: mark.label,
      color: mark.color,
      y: endOf(mark, span, layout),
    }))
    .filter((label) => Number.isFinite(label.y))
    .sort((a, b) => a.y - b.y);
  spread(labels, top, top + height);
  return labels;
}

function endOf(mark: Mark, span: PointSpan, { axes, box }: Layout): number {
  const axis = axes.find((one) => one.side === mark.axis);
  if (axis === undefined) return NaN;
  for (let i = span.end - 1; i >= span.start; i--) {
    const value = mark.top[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    const y = valueToPixel(pixelMap(axis.scale, box.top, box.height), value);
    return Math.max(box.top, Math.min(box.top + box.height, y));
  }
  return NaN;
}

/** Down where they touch, then up again from the bottom where they left the plot. */
function spread(labels: EndLabel[], top: number, bottom: number): void {
  let free = top;
  for (const label of labels) {
    label.y = Math.max(label.y, free);
    free = label.y + lineHeight;
  }
  free = bottom;
  for (const label of labels.toReversed()) {
    label.y = Math.min(label.y, free);
    free = label.y - lineHeight;
  }
}
