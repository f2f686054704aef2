import { decimate, type ColumnValues } from './decimate.ts';
import type { Mark } from './marks.ts';
import type { Pass } from './paint-data.ts';
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
  if (map.bend === undefined) strokeColumns(pass, values, map);
  else strokeColumns(pass, bent(values, map), { bend: undefined, factor: 1, offset: 0 });
  joinColumns(pass, mark, { values, map });
}

/** The values as pixels already, for scales that are not linear: a few thousand at most. */
function bent(values: ColumnValues, map: PixelMap): ColumnValues {
  const place = (column: Float64Array) => column.map((value) => valueToPixel(map, value));
  return {
    first: place(values.first),
    min: place(values.min),
    max: place(values.max),
    last: place(values.last),
  };
}

/** Each column reaches to where the one before ended, so that steep lines stay in one piece. */
function strokeColumns({ surface }: Pass, values: ColumnValues, map: PixelMap): void {
  const { context, box } = surface;
  const { min, max, last } = values;
  const { factor, offset } = map;
  let before = NaN;
  for (let column = 0; column < min.length; column++) {
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
}

interface Areas {
  mark: Mark;
  map: PixelMap;
  values: ColumnValues;
  bases: ColumnValues | undefined;
}

function fillAreas({ scene, surface }: Pass, { mark, map, values, bases }: Areas): void {
  const { context, box } = surface;
  const zero = zeroPixel(map, box.top + box.height);
  const before = context.globalAlpha;
  context.globalAlpha = before * fillAlpha(mark, scene.options.fillOpacity);
  for (let column = 0; column < values.max.length; column++) {
    const high = values.max[column] as number;
    if (high !== high) continue;
    const isDown = high < 0;
    const top = valueToPixel(map, isDown ? (values.min[column] as number) : high);
    const base = bases === undefined ? zero : valueToPixel(map, bases.max[column] as number);
    context.fillRect(box.left + column, Math.min(top, base), 1, Math.abs(base - top));
  }
  context.globalAlpha = before;
}

/** Zero on the axis, or the bottom of the plot where the axis has no zero. */
export function zeroPixel(map: PixelMap, bottom: number): number {
  const zero = valueToPixel(map, 0);
  return Number.isFinite(zero) ? Math.min(bottom, zero) : bottom;
}

/** Stacks and bars are solid enough to be read as amounts. */
export function fillAlpha(mark: Mark, opacity: number): number {
  if (mark.draw === 'bars') return 0.85;
  return mark.base === undefined ? opacity : Math.max(0.5, opacity);
}

/** With gaps that are bridged, empty columns are crossed by a line. */
function joinColumns(
  { scene, surface }: Pass,
  mark: Mark,
  { values, map }: { values: ColumnValues; map: PixelMap },
): void {
  if (scene.options.gaps === 'break') return;
  const { context, box } = surface;
  context.beginPath();
  let filled = -1;
  for (let column = 0; column < values.min.length; column++) {
    if (Number.isNaN(values.min[column])) continue;
    if (filled >= 0 && column - filled > 1) {
      context.moveTo(box.left + filled + 0.5, valueToPixel(map, values.last[filled] ?? NaN));
      context.lineTo(box.left + column + 0.5, valueToPixel(map, values.first[column] ?? NaN));
    }
    filled = column;
  }
  context.strokeStyle = mark.color;
  context.lineWidth = 1;
  context.stroke();
}
