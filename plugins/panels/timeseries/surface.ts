import type { Layout, PlotBox } from './layout.ts';
import type { AxisSide } from './marks.ts';
import { timeScale, type TimeScale } from './time-scale.ts';
import { pixelMap, type PixelMap } from './value-scale.ts';

/** The plot in whole device pixels: what the data layer draws in. */
export interface Surface {
  context: CanvasRenderingContext2D;
  dpr: number;
  box: PlotBox;
  time: TimeScale;
  /** Values to device pixels, per axis. */
  mapOf(axis: AxisSide): PixelMap;
}

/** Switches the context to device pixels. */
export function deviceSurface(
  context: CanvasRenderingContext2D,
  layout: Layout,
  dpr: number,
): Surface {
  context.setTransform(1, 0, 0, 1, 0, 0);
  const left = Math.round(layout.box.left * dpr);
  const top = Math.round(layout.box.top * dpr);
  const box = {
    left,
    top,
    width: Math.round((layout.box.left + layout.box.width) * dpr) - left,
    height: Math.round((layout.box.top + layout.box.height) * dpr) - top,
  };
  const maps = new Map(
    layout.axes.map((axis) => [axis.side, pixelMap(axis.scale, box.top, box.height)]),
  );
  const nothing: PixelMap = { bend: undefined, factor: 0, offset: box.top + box.height };
  return {
    context,
    dpr,
    box,
    time: timeScale(layout.time, box.left, box.width),
    mapOf: (axis) => maps.get(axis) ?? nothing,
  };
}
