import type { Mark } from './marks.ts';
import { fillAlpha, zeroPixel } from './paint-columns.ts';
import type { Pass } from './paint-data.ts';
import { typicalStep } from './runs.ts';
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
    const base = mark.base === undefined ? zero : valueToPixel(map, mark.base[i] ?? 0);
    context.globalAlpha = (times[i] ?? 0) >= scene.openFrom ? alpha * 0.45 : alpha;
    context.fillRect(left, Math.min(y, base), right - left, Math.max(1, Math.abs(base - y)));
  }
  context.globalAlpha = 1;
}

function slotOf({ scene, surface }: Pass, mark: Mark): BarSlot {
  const bucketPx = bucketMs(scene) * surface.time.perMs;
  if (mark.base !== undefined) return barSlot(bucketPx, 0, 1);
  const bars = scene.marks.filter((one) => one.draw === 'bars');
  return barSlot(bucketPx, bars.indexOf(mark), bars.length);
}

/** One bucket: the rhythm of the data, or the step that was asked for where it has none. */
export function bucketMs(scene: Pick<Pass['scene'], 'times' | 'stepMs' | 'layout'>): number {
  const own = typicalStep({ times: scene.times, values: scene.times, sparse: false });
  const fallback = (scene.layout.time.to - scene.layout.time.from) / 20;
  return own || scene.stepMs || fallback;
}
