import { area, line } from 'd3-shape';
import type { Anomaly } from './anomalies.ts';
import type { Band } from './band.ts';
import type { Layout } from './layout.ts';

export interface Scene {
  layout: Layout;
  times: Float64Array;
  values: Float64Array;
  expected: Float64Array;
  band: Band;
  anomalies: readonly Anomaly[];
  colors: { line: string; band: string; unusual: string; panel: string };
  /** Longer steps between two points are gaps. */
  gapMs: number;
}

/** The band below, the expected and the series on it, and what is unusual on top. */
export function paintTrend(context: CanvasRenderingContext2D, scene: Scene): void {
  const { layout, colors } = scene;
  context.save();
  context.beginPath();
  context.rect(0, -4, layout.plot.width, layout.plot.height + 8);
  context.clip();
  paintBand(context, scene);
  context.strokeStyle = colors.line;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  pathOf(context, scene, scene.values);
  context.stroke();
  paintLonely(context, scene);
  for (const anomaly of scene.anomalies) paintAnomaly(context, scene, anomaly);
  context.restore();
}

function paintBand(context: CanvasRenderingContext2D, scene: Scene): void {
  const { layout, times, expected, band, colors } = scene;
  context.fillStyle = colors.band;
  context.globalAlpha = 0.16;
  context.beginPath();
  area<number>()
    .defined((i) => Number.isFinite(band.low[i]))
    .x((i) => layout.x(times[i] ?? 0))
    .y0((i) => layout.y(band.low[i] ?? NaN))
    .y1((i) => layout.y(band.high[i] ?? NaN))
    .context(context)(positions(scene));
  context.fill();
  context.globalAlpha = 1;
  context.strokeStyle = colors.band;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  pathOf(context, scene, expected);
  context.stroke();
  context.setLineDash([]);
}

/** Missing values and long steps break the line. */
function pathOf(context: CanvasRenderingContext2D, scene: Scene, values: Float64Array): void {
  const { layout, times, gapMs } = scene;
  const isKnown = (i: number) => Number.isFinite(values[i]);
  const isAfterGap = (i: number) => (times[i] ?? 0) - (times[i - 1] ?? 0) > gapMs;
  const path = line<number>()
    .defined(isKnown)
    .x((i) => layout.x(times[i] ?? 0))
    .y((i) => layout.y(values[i] ?? 0))
    .context(context);
  context.beginPath();
  let run: number[] = [];
  for (const i of positions(scene)) {
    if (i > 0 && isAfterGap(i)) {
      path(run);
      run = [];
    }
    run.push(i);
  }
  path(run);
}

/** A point without neighbours makes no line: it is a dot. */
function paintLonely(context: CanvasRenderingContext2D, scene: Scene): void {
  const { layout, times, values, gapMs, colors } = scene;
  const joins = (i: number, next: number) =>
    Number.isFinite(values[next]) && Math.abs((times[i] ?? 0) - (times[next] ?? 0)) <= gapMs;
  context.fillStyle = colors.line;
  for (const i of positions(scene)) {
    if (!Number.isFinite(values[i]) || joins(i, i - 1) || joins(i, i + 1)) continue;
    context.beginPath();
    context.arc(layout.x(times[i] ?? 0), layout.y(values[i] ?? 0), 2, 0, 2 * Math.PI);
    context.fill();
  }
}

/** What was unusual is drawn in its colour from end to end, the farthest point with a disc. */
function paintAnomaly(context: CanvasRenderingContext2D, scene: Scene, anomaly: Anomaly): void {
  const { layout, times, values, colors } = scene;
  context.strokeStyle = colors.unusual;
  context.lineWidth = 2.5;
  context.beginPath();
  for (let i = anomaly.start; i <= anomaly.end; i++) {
    const x = layout.x(times[i] ?? 0);
    const y = layout.y(values[i] ?? 0);
    if (i === anomaly.start) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.stroke();
  context.beginPath();
  const { peak } = anomaly;
  context.arc(layout.x(times[peak] ?? 0), layout.y(values[peak] ?? 0), 4.5, 0, 2 * Math.PI);
  context.fillStyle = colors.unusual;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = colors.panel;
  context.stroke();
}

/** Indices of all points: they are clipped where they are not visible. */
function positions({ times }: Scene): number[] {
  return Array.from(times, (_, i) => i);
}
