import { decimate, type ColumnValues } from './decimate.ts';
import type { Mark } from './marks.ts';
import { openAlpha, type Pass } from './paint-data.ts';
import { gapPolicy, type GapPolicy } from './runs.ts';
import { valueToPixel, type PixelMap } from './value-scale.ts';

/** Fills one rectangle per device column, from the smallest to the largest value in it. */
export function paintColumns(pass: Pass, mark: Mark, columns: NonNullable<Pass['columns']>): void {
  const { context } = pass.surface;
  const map = pass.surface.mapOf(mark.axis);
  const values = decimate(mark.top, columns.starts, columns.values);
  context.fillStyle = mark.color;
  if (mark.draw !== 'lines' || mark.base !== undefined) {
    const bases = mark.base && decimate(mark.base, columns.starts, columns.bases);
    fillAreas(pass, { mark, map, values, bases });
  }
  if (mark.draw === 'bars') return;
  strokeColumns(pass, map.bend === undefined ? values : bent(values, map), map);
  joinColumns(pass, mark, { values, map, starts: columns.starts });
}

/** The values as a linear scale has them: a few thousand at most. */
function bent(values: ColumnValues, { bend = (value) => value }: PixelMap): ColumnValues {
  return {
    first: values.first.map(bend),
    min: values.min.map(bend),
    max: values.max.map(bend),
    last: values.last.map(bend),
  };
}

/** Each column reaches to where the one before ended, so that steep lines stay in one piece. */
function strokeColumns(pass: Pass, values: ColumnValues, { factor, offset }: PixelMap): void {
  const { context, box } = pass.surface;
  const { min, max, last } = values;
  const alpha = context.globalAlpha;
  const open = openColumn(pass);
  let before = NaN;
  for (let column = 0; column < min.length; column++) {
    if (column === open) context.globalAlpha = alpha * openAlpha;
    let low = min[column] as number;
    if (low !== low) {
      before = NaN;
      continue;
    }
    let high = max[column] as number;
    if (before < low) low = before;
    if (before > high) high = before;
    before = last[column] as number;
    const a = offset + factor * low;
    const b = offset + factor * high;
    const top = a < b ? a : b;
    const height = a < b ? b - a : a - b;
    context.fillRect(box.left + column, top - 0.5, 1, height + 1);
  }
  context.globalAlpha = alpha;
}

/** The first column of the bucket that is still filling: the last one at the latest. */
function openColumn({ scene, surface }: Pass): number {
  const { time, box } = surface;
  if (scene.openFrom > time.to) return Infinity;
  return Math.min(box.width - 1, Math.floor((scene.openFrom - time.from) * time.perMs));
}

interface Areas {
  mark: Mark;
  map: PixelMap;
  values: ColumnValues;
  bases: ColumnValues | undefined;
}

function fillAreas(pass: Pass, { mark, map, values, bases }: Areas): void {
  const { context, box } = pass.surface;
  const zero = zeroPixel(map, box.top + box.height);
  const before = context.globalAlpha;
  const alpha = before * fillAlpha(mark, pass.scene.options.fillOpacity);
  const open = openColumn(pass);
  for (let column = 0; column < values.max.length; column++) {
    const high = values.max[column] as number;
    if (high !== high) continue;
    const isDown = high < 0;
    const top = valueToPixel(map, isDown ? (values.min[column] as number) : high);
    const base = basePixel(map, bases?.max[column], zero);
    context.globalAlpha = column < open ? alpha : alpha * openAlpha;
    context.fillRect(box.left + column, Math.min(top, base), 1, Math.abs(base - top));
  }
  context.globalAlpha = before;
}

/** Zero on the axis, or the bottom of the plot where the axis has no zero. */
export function zeroPixel(map: PixelMap, bottom: number): number {
  const zero = valueToPixel(map, 0);
  return Number.isFinite(zero) ? Math.min(bottom, zero) : bottom;
}

/** Where a layer of a stack begins; at zero without one, and where the base has no place. */
export function basePixel(map: PixelMap, base: number | undefined, zero: number): number {
  const pixel = base === undefined ? zero : valueToPixel(map, base);
  return Number.isFinite(pixel) ? pixel : zero;
}

/** Stacks and bars are solid enough to be read as amounts. */
export function fillAlpha(mark: Mark, opacity: number): number {
  if (mark.draw === 'bars') return 0.85;
  return mark.base === undefined ? opacity : Math.max(0.5, opacity);
}

interface Joints {
  values: ColumnValues;
  map: PixelMap;
  starts: Uint32Array;
}

/** Columns without a value are crossed by a line, unless they are a gap. */
function joinColumns({ scene, surface }: Pass, mark: Mark, joints: Joints): void {
  const { values, map, starts } = joints;
  const sampled = { times: scene.times, values: mark.top, sparse: scene.sparse };
  const policy = gapPolicy(scene.options, sampled, scene.stepMs);
  const { context, box, time } = surface;
  context.beginPath();
  let filled = -1;
  for (let column = 0; column < values.min.length; column++) {
    if (Number.isNaN(values.min[column])) continue;
    const isApart = filled >= 0 && column - filled > 1;
    if (isApart && isJoined(policy, starts, { filled, column, perMs: time.perMs })) {
      context.moveTo(box.left + filled + 0.5, valueToPixel(map, values.last[filled] ?? NaN));
      context.lineTo(box.left + column + 0.5, valueToPixel(map, values.first[column] ?? NaN));
    }
    filled = column;
  }
  context.strokeStyle = mark.color;
  context.lineWidth = 1;
  context.stroke();
}

/** Points between that have no value are missing values. */
function isJoined(
  policy: GapPolicy,
  starts: Uint32Array,
  { filled, column, perMs }: { filled: number; column: number; perMs: number },
): boolean {
  if ((column - filled - 1) / perMs > policy.limitMs) return false;
  return !policy.breaksAtMissing || starts[filled + 1] === starts[column];
}
