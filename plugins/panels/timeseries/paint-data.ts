import { paintBars } from './paint-bars.ts';
import { paintColumns } from './paint-columns.ts';
import { paintLine } from './paint-line.ts';
import { allocateColumns, columnStarts, isDense, type ColumnValues } from './decimate.ts';
import type { Layout } from './layout.ts';
import type { Mark } from './marks.ts';
import type { Options } from './options.ts';
import type { PointSpan } from './points.ts';
import { deviceSurface, type Surface } from './surface.ts';

/** Everything the marks are drawn from. */
export interface Scene {
  layout: Layout;
  times: Float64Array;
  span: PointSpan;
  sparse: boolean;
  marks: readonly Mark[];
  options: Options;
  stepMs: number;
  /** The series that stands out, or null. */
  highlight: string | null;
  /** From this time on buckets are still filling: drawn lighter. Infinity when none is. */
  openFrom: number;
}

/** What all marks of one drawing share. */
export interface Pass {
  scene: Scene;
  surface: Surface;
  /** One device pixel wide whatever the options say: wider strokes cost 4 to 11 times as much. */
  isThin: boolean;
  /** For drawing by pixel columns; absent when there are fewer than four points a column. */
  columns: { starts: Uint32Array; values: ColumnValues; bases: ColumnValues } | undefined;
}

/** What is still filling is lighter. */
export const openAlpha = 0.4;

const manyPoints = 1500;
const manySeries = 8;
const dimmed = 0.25;
/** What was before stands behind what is. */
const quiet = 0.7;

/** Draws the marks of a scene, clipped to the plot. */
export function paintData(context: CanvasRenderingContext2D, dpr: number, scene: Scene): void {
  context.save();
  const surface = deviceSurface(context, scene.layout, dpr);
  if (surface.box.width > 0 && surface.box.height > 0) {
    clip(surface);
    const pass = openPass(scene, surface);
    for (const mark of behindFirst(scene.marks)) {
      context.globalAlpha = (isDimmed(scene, mark) ? dimmed : 1) * (mark.isEarlier ? quiet : 1);
      paintMark(pass, mark);
    }
  }
  context.restore();
}

function behindFirst(marks: readonly Mark[]): readonly Mark[] {
  if (!marks.some(({ isEarlier }) => isEarlier)) return marks;
  return [...marks].sort((a, b) => Number(b.isEarlier) - Number(a.isEarlier));
}

function isDimmed(scene: Pick<Scene, 'highlight'>, mark: Mark): boolean {
  return scene.highlight !== null && scene.highlight !== mark.name;
}

function clip({ context, box, dpr }: Surface): void {
  context.beginPath();
  context.rect(box.left, box.top - dpr, box.width, box.height + 2 * dpr);
  context.clip();
}

function openPass(scene: Scene, surface: Surface): Pass {
  const points = scene.span.end - scene.span.start;
  const isThin = points > manyPoints || scene.marks.length > manySeries;
  if (!isDense(points, surface.box.width)) return { scene, surface, isThin, columns: undefined };
  const { time, box } = surface;
  const grid = { from: time.from, columnMs: 1 / time.perMs, count: box.width };
  const columns = {
    starts: columnStarts(scene.times, scene.span, grid),
    values: allocateColumns(box.width),
    bases: allocateColumns(box.width),
  };
  return { scene, surface, isThin: true, columns };
}

function paintMark(pass: Pass, mark: Mark): void {
  if (pass.columns !== undefined) paintColumns(pass, mark, pass.columns);
  else if (mark.draw === 'bars') paintBars(pass, mark);
  else paintLine(pass, mark);
}
