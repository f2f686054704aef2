import { resolveColor } from '@heliostat/sdk/ui';
import { textWidth, type PlotBox, type ValueAxis } from './layout.ts';
import { paintRim, type Scaffold } from './paint-axes.ts';
import type { AxisThresholds, ThresholdLine } from './thresholds.ts';
import { pixelMap, valueToPixel } from './value-scale.ts';

/** Draws thresholds as labelled lines, and as zones on an axis whose series share them. */
export function paintThresholds(
  context: CanvasRenderingContext2D,
  dpr: number,
  frame: Scaffold,
): void {
  const taken: number[] = [];
  for (const thresholds of frame.thresholds) {
    const axis = frame.layout.axes.find((one) => one.side === thresholds.axis);
    if (axis === undefined || axis.texts.length === 0) continue;
    if (thresholds.isShared) paintZones(context, frame, { axis, thresholds });
    for (const line of thresholds.lines) {
      if (line.at < axis.scale.low || line.at > axis.scale.high) continue;
      const y = Math.round(placeOf(frame.layout.box, axis, line.at) * dpr) / dpr;
      paintLine(context, frame, { line, y, taken });
    }
  }
}

interface Zones {
  axis: ValueAxis;
  thresholds: AxisThresholds;
}

function paintZones(
  context: CanvasRenderingContext2D,
  { layout: { box }, theme }: Scaffold,
  { axis, thresholds: { lines } }: Zones,
): void {
  const { low, high } = axis.scale;
  lines.forEach((line, i) => {
    if (line.at > high) return;
    const top = placeOf(box, axis, Math.min(lines[i + 1]?.at ?? high, high));
    const from = placeOf(box, axis, Math.max(line.at, low));
    context.fillStyle = resolveColor(line.color, theme);
    context.fillRect(
      axis.side === 'left' ? box.left - 3 : box.left + box.width,
      top,
      3,
      from - top,
    );
  });
}

function placeOf(box: PlotBox, axis: ValueAxis, value: number): number {
  const y = valueToPixel(pixelMap(axis.scale, box.top, box.height), value);
  const bottom = box.top + box.height;
  return Number.isFinite(y) ? Math.max(box.top, Math.min(bottom, y)) : bottom;
}

const labelHeight = 13;

/** Its label stands above the line, or below where there is no room; nowhere when both are taken. */
function paintLine(
  context: CanvasRenderingContext2D,
  { layout: { box }, theme }: Scaffold,
  { line, y, taken }: { line: ThresholdLine; y: number; taken: number[] },
): void {
  context.fillStyle = resolveColor(line.color, theme);
  context.globalAlpha = 0.55;
  context.fillRect(box.left, y, box.width, 1);
  context.globalAlpha = 1;
  const baseline = [y - 4, y + labelHeight].find(
    (place) =>
      place >= box.top + 8 &&
      place <= box.top + box.height &&
      taken.every((other) => Math.abs(other - place) >= labelHeight),
  );
  if (baseline === undefined || textWidth(line.text) > box.width / 2) return;
  taken.push(baseline);
  context.textAlign = 'right';
  const x = box.left + box.width - 4;
  paintRim(context, theme.panel, { text: line.text, x, y: baseline });
  context.fillText(line.text, x, baseline);
}
