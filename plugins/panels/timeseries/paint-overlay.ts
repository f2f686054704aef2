import type { Interval, Theme } from '@heliostat/sdk';
import type { CanvasDraw } from '@heliostat/sdk/ui';
import type { Layout, ValueAxis } from './layout.ts';
import type { Mark } from './marks.ts';
import { timeToPixel } from './time-scale.ts';
import { pixelMap, valueToPixel } from './value-scale.ts';

/** Everything above the data: what moves with the pointer. */
export interface Overlay {
  layout: Layout;
  theme: Theme;
  marks: readonly Mark[];
  /** The point under the crosshair and its time, or null. */
  crosshair: { index: number; time: number } | null;
  /** The series that stands out, or null. */
  nearest: string | null;
  brush: Interval | null;
}

const maxDots = 60;

export function paintOverlay(overlay: Overlay): CanvasDraw {
  return (context) => {
    const { box } = overlay.layout;
    if (box.width <= 0 || box.height <= 0) return;
    if (overlay.brush !== null) paintBrush(context, overlay, overlay.brush);
    if (overlay.crosshair !== null) paintCrosshair(context, overlay, overlay.crosshair);
  };
}

function paintBrush(context: CanvasRenderingContext2D, overlay: Overlay, brush: Interval): void {
  const { layout, theme } = overlay;
  const { box } = layout;
  const clamp = (x: number) => Math.max(box.left, Math.min(box.left + box.width, x));
  const left = clamp(timeToPixel(layout.time, Math.min(brush.from, brush.to)));
  const right = clamp(timeToPixel(layout.time, Math.max(brush.from, brush.to)));
  context.fillStyle = theme.accent;
  context.globalAlpha = 0.12;
  context.fillRect(left, box.top, right - left, box.height);
  context.globalAlpha = 1;
  context.fillRect(Math.round(left), box.top, 1, box.height);
  context.fillRect(Math.round(right) - 1, box.top, 1, box.height);
}

function paintCrosshair(
  context: CanvasRenderingContext2D,
  overlay: Overlay,
  { index, time }: { index: number; time: number },
): void {
  const { layout, theme } = overlay;
  const { box } = layout;
  const x = timeToPixel(layout.time, time);
  if (x < box.left - 1 || x > box.left + box.width + 1) return;
  context.fillStyle = theme.ink3;
  for (let y = box.top; y < box.top + box.height; y += 5)
    context.fillRect(Math.round(x), y, 1, Math.min(3, box.top + box.height - y));
  if (index < 0) return;
  for (const mark of overlay.marks.slice(0, maxDots)) {
    const axis = layout.axes.find((one) => one.side === mark.axis);
    if (axis !== undefined) paintDot(context, { overlay, mark, axis }, { index, x });
  }
}

interface Dot {
  overlay: Overlay;
  mark: Mark;
  axis: ValueAxis;
}

function paintDot(
  context: CanvasRenderingContext2D,
  { overlay, mark, axis }: Dot,
  { index, x }: { index: number; x: number },
): void {
  const { box } = overlay.layout;
  const y = valueToPixel(pixelMap(axis.scale, box.top, box.height), mark.top[index] ?? NaN);
  if (!Number.isFinite(y) || y < box.top - 4 || y > box.top + box.height + 4) return;
  context.beginPath();
  context.arc(x, y, mark.name === overlay.nearest ? 4 : 3, 0, 2 * Math.PI);
  context.fillStyle = mark.color;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = overlay.theme.panel;
  context.stroke();
}
