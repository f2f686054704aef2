import type { Mark } from './marks.ts';
import { basePixel, fillAlpha, zeroPixel } from './paint-columns.ts';
import { openAlpha, type Pass } from './paint-data.ts';
import { bucketMs } from './runs.ts';
import { valueToPixel } from './value-scale.ts';

/** Where the bars of one series lie in their bucket, in device pixels from its start. */
export interface BarSlot {
  offset: number;
  width: number;
}

/**
 * The place of bar number `index` of `count` side by side in a bucket: a sixth of the bucket is left
 * free, and where bars would be thinner than two pixels they share one place.
 */
export function barSlot(bucketPx: number, index: number, count: number): BarSlot {
  const gap = bucketPx >= 6 ? Math.max(1, Math.round(bucketPx / 6)) : bucketPx >= 3 ? 1 : 0;
  const room = Math.max(1, bucketPx - gap);
  if (count < 2 || room / count < 2) return { offset: gap / 2, width: room };
  return { offset: gap / 2 + (room / count) * index, width: room / count };
}

export function paintBars(pass: Pass, mark: Mark): void {
  const { scene, surface } = pass;
  const { context, box, time } = surface;
  const { times, span } = scene;
  const map = surface.mapOf(mark.axis);
  const zero = zeroPixel(map, box.top + box.height);
  const slot = slotOf(pass, mark);
  const alpha = context.globalAlpha * fillAlpha(mark, 1);
  context.fillStyle = mark.color;
  for (let i = span.start; i < span.end; i++) {
    const y = valueToPixel(map, mark.top[i] ?? NaN);
    if (!Number.isFinite(y)) continue;
    const start = time.left + ((times[i] ?? 0) - time.from) * time.perMs + slot.offset;
    const left = Math.round(start);
    const right = Math.max(left + 1, Math.round(start + slot.width));
    const base = basePixel(map, mark.base?.[i], zero);
    context.globalAlpha = (times[i] ?? 0) >= scene.openFrom ? alpha * openAlpha : alpha;
    context.fillRect(left, Math.min(y, base), right - left, Math.max(1, Math.abs(base - y)));
  }
  context.globalAlpha = 1;
}

function slotOf({ scene, surface }: Pass, mark: Mark): BarSlot {
  const bucketPx = barMs(scene) * surface.time.perMs;
  if (mark.base !== undefined) return barSlot(bucketPx, 0, 1);
  const bars = scene.marks.filter((one) => one.draw === 'bars');
  return barSlot(bucketPx, bars.indexOf(mark), bars.length);
}

/** A bucket, or a twentieth of what is visible where there are none. */
function barMs({ times, stepMs, layout }: Pass['scene']): number {
  return bucketMs(times, stepMs) || (layout.time.to - layout.time.from) / 20;
}
