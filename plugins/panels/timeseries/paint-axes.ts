import type { Theme, Threshold } from '@heliostat/sdk';
import { resolveColor, statusOf, type CanvasDraw } from '@heliostat/sdk/ui';
import type { Layout, PlotBox, ValueAxis } from './layout.ts';
import { textWidth } from './layout.ts';
import { pixelMap, valueToPixel } from './value-scale.ts';

/** Everything the grid and axes layer draws from. */
export interface Frame {
  layout: Layout;
  theme: Theme;
  /** Of the first series of the left (or only) axis; empty when they are not shown. */
  thresholds: readonly Threshold[];
  formatValue: (value: number) => string;
}

const axisGap = 6;

/** Draws grid, zero line, labels, thresholds and their zones on the axis. */
export function paintAxes(frame: Frame): CanvasDraw {
  return (context, { dpr }) => {
    const { layout, theme } = frame;
    const { box } = layout;
    if (box.width <= 0 || box.height <= 0) return;
    context.font = `11px ${theme.fontSans}`;
    context.textBaseline = 'alphabetic';
    const snap = (y: number) => Math.round(y * dpr) / dpr;
    layout.axes.forEach((axis, i) => {
      if (i === 0) paintGrid(context, frame, { axis, snap });
      paintValueLabels(context, frame, axis);
    });
    paintTimeLabels(context, frame);
    paintThresholds(context, frame, snap);
  };
}

interface GridLines {
  axis: ValueAxis;
  snap: (y: number) => number;
}

function paintGrid(
  context: CanvasRenderingContext2D,
  { layout, theme }: Frame,
  { axis, snap }: GridLines,
): void {
  const { box } = layout;
  const map = pixelMap(axis.scale, box.top, box.height);
  for (const tick of axis.scale.ticks) {
    context.fillStyle = tick === 0 ? theme.lineControl : theme.grid;
    context.fillRect(box.left, snap(valueToPixel(map, tick)), box.width, 1);
  }
}

/** Digits are aligned on the right; the unit hangs over into the plot, once, at the top. */
function paintValueLabels(context: CanvasRenderingContext2D, frame: Frame, axis: ValueAxis): void {
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
    if (i === axis.texts.length - 1) paintUnit(context, { axis, text, frame }, { x, y });
  });
}

function paintUnit(
  context: CanvasRenderingContext2D,
  { axis, text, frame }: { axis: ValueAxis; text: string; frame: Frame },
  { x, y }: { x: number; y: number },
): void {
  if (axis.unit === '') return;
  const { theme, thresholds } = frame;
  const isLeft = axis.side === 'left';
  // The zones of thresholds stand between the digits and the plot.
  const gap = isLeft && thresholds.length > 0 ? axisGap : 1;
  const at = isLeft ? x + gap : x + context.measureText(text).width + 1;
  if (isLeft) {
    context.fillStyle = theme.panel;
    context.fillRect(at, y - 10, context.measureText(axis.unit).width + 4, 13);
  }
  context.fillStyle = theme.ink3;
  context.textAlign = 'left';
  context.fillText(axis.unit, at, y);
}

function paintTimeLabels(context: CanvasRenderingContext2D, { layout, theme }: Frame): void {
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

function paintThresholds(
  context: CanvasRenderingContext2D,
  frame: Frame,
  snap: (y: number) => number,
): void {
  const { layout, theme } = frame;
  const axis = layout.axes[0];
  if (axis === undefined || axis.texts.length === 0) return;
  const map = pixelMap(axis.scale, layout.box.top, layout.box.height);
  const steps = [...frame.thresholds].sort((a, b) => a.at - b.at);
  steps.forEach((step, i) => {
    const next = steps[i + 1]?.at ?? axis.scale.high;
    const place = (value: number) => clampTo(layout.box, valueToPixel(map, value));
    context.fillStyle = resolveColor(step.color, theme);
    const isAbove = step.at > axis.scale.high;
    if (isAbove) return;
    const top = place(Math.min(next, axis.scale.high));
    const from = place(Math.max(step.at, axis.scale.low));
    context.fillRect(zoneLeft(layout.box, axis), top, 3, from - top);
    if (step.at < axis.scale.low) return;
    paintThresholdLine(context, { frame, step, y: snap(from) });
  });
}

function zoneLeft(box: PlotBox, axis: ValueAxis): number {
  return axis.side === 'left' ? box.left - 3 : box.left + box.width;
}

function clampTo(box: PlotBox, y: number): number {
  return Number.isFinite(y)
    ? Math.max(box.top, Math.min(box.top + box.height, y))
    : box.top + box.height;
}

interface ThresholdLine {
  frame: Frame;
  step: Threshold;
  y: number;
}

function paintThresholdLine(
  context: CanvasRenderingContext2D,
  { frame, step, y }: ThresholdLine,
): void {
  const { box } = frame.layout;
  const words = [statusOf(step.color).shape, step.label ?? '', frame.formatValue(step.at)];
  const text = words.filter((word) => word !== '').join(' ');
  context.globalAlpha = 0.55;
  context.fillRect(box.left, y, box.width, 1);
  context.globalAlpha = 1;
  if (textWidth(text) > box.width / 2) return;
  context.textAlign = 'right';
  context.fillText(text, box.left + box.width - 4, y - 4 < box.top + 8 ? y + 13 : y - 4);
}
