import type { Theme } from '@heliostat/sdk';
import type { Layout, ValueAxis } from './layout.ts';
import type { AxisThresholds } from './thresholds.ts';
import { pixelMap, valueToPixel } from './value-scale.ts';

/** What grid, axes and thresholds are drawn from. */
export interface Scaffold {
  layout: Layout;
  theme: Theme;
  thresholds: readonly AxisThresholds[];
}

const axisGap = 6;

/** Draws grid, zero line and labels. */
export function paintAxes(context: CanvasRenderingContext2D, dpr: number, frame: Scaffold): void {
  const { layout, theme } = frame;
  if (layout.box.width <= 0 || layout.box.height <= 0) return;
  context.font = `11px ${theme.fontSans}`;
  context.textBaseline = 'alphabetic';
  const snap = (y: number) => Math.round(y * dpr) / dpr;
  layout.axes.forEach((axis, i) => {
    if (i === 0) paintGrid(context, frame, { axis, snap });
    paintValueLabels(context, frame, axis);
  });
  paintTimeLabels(context, frame);
}

interface GridLines {
  axis: ValueAxis;
  snap: (y: number) => number;
}

function paintGrid(
  context: CanvasRenderingContext2D,
  { layout, theme }: Scaffold,
  { axis, snap }: GridLines,
): void {
  const { box } = layout;
  const map = pixelMap(axis.scale, box.top, box.height);
  for (const tick of axis.scale.ticks) {
    context.fillStyle = tick === 0 ? theme.lineControl : theme.grid;
    context.fillRect(box.left, snap(valueToPixel(map, tick)), box.width, 1);
  }
}

/** Digits are aligned on the right. */
function paintValueLabels(
  context: CanvasRenderingContext2D,
  frame: Scaffold,
  axis: ValueAxis,
): void {
  const { theme } = frame;
  const { box } = frame.layout;
  const map = pixelMap(axis.scale, box.top, box.height);
  const isLeft = axis.side === 'left';
  const x = isLeft ? box.left - axisGap : box.left + box.width + axisGap;
  axis.texts.forEach((text, i) => {
    const y = valueToPixel(map, axis.scale.ticks[i] ?? 0) + 4;
    context.textAlign = isLeft ? 'right' : 'left';
    context.fillStyle = theme.ink2;
    context.fillText(text, x, y);
  });
}

/** Draws the units over the data, with a rim in the colour of the ground. */
export function paintUnits(context: CanvasRenderingContext2D, frame: Scaffold): void {
  const { layout, theme, thresholds } = frame;
  const { box } = layout;
  for (const axis of layout.axes) {
    const last = axis.texts.length - 1;
    if (axis.unit === '' || last < 0) continue;
    const map = pixelMap(axis.scale, box.top, box.height);
    const y = valueToPixel(map, axis.scale.ticks[last] ?? 0) + 4;
    // The zones of thresholds stand between the digits and the plot.
    const hasZones = thresholds.some((one) => one.axis === axis.side && one.isShared);
    const behind =
      box.left + box.width + axisGap + context.measureText(axis.texts[last] ?? '').width;
    const x = axis.side === 'left' ? box.left + (hasZones ? 1 : 1 - axisGap) : behind + 1;
    context.textAlign = 'left';
    paintRim(context, theme.panel, { text: axis.unit, x, y });
    context.fillStyle = theme.ink3;
    context.fillText(axis.unit, x, y);
  }
}

/** What stands over the data stays readable. */
export function paintRim(
  context: CanvasRenderingContext2D,
  color: string,
  { text, x, y }: { text: string; x: number; y: number },
): void {
  context.strokeStyle = color;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeText(text, x, y);
}

function paintTimeLabels(context: CanvasRenderingContext2D, { layout, theme }: Scaffold): void {
  const bottom = layout.box.top + layout.box.height;
  context.textAlign = 'center';
  for (const tick of layout.timeTicks) {
    context.fillStyle = theme.line;
    context.fillRect(Math.round(tick.at), bottom, 1, 4);
    context.fillStyle = theme.ink2;
    context.fillText(tick.text, tick.at, bottom + 15);
    context.fillStyle = theme.ink3;
    if (tick.context !== '') context.fillText(tick.context, tick.at, bottom + 28);
  }
}
