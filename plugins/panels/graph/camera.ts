import type { Point } from './force.ts';
import type { Size } from './scene.ts';

/** What of the drawing is seen: it is `zoom` times as large as the panel, and shifted by so many CSS pixels. */
export interface View {
  zoom: number;
  x: number;
  y: number;
}

/** All of it. */
export const home: View = { zoom: 1, x: 0, y: 0 };
const maxZoom = 12;

/** The view after a drag by so many pixels. */
export function panBy({ zoom, x, y }: View, by: Point, size: Size): View {
  return within({ zoom, x: x + by.x, y: y + by.y }, size);
}

/** The view `factor` times as near; what is at a place stays there, by default what is in the middle. */
export function zoomBy(view: View, factor: number, { at, size }: { at?: Point; size: Size }): View {
  const zoom = Math.max(1, Math.min(maxZoom, view.zoom * factor));
  const grown = zoom / view.zoom;
  const { x, y } = at ?? { x: size.width / 2, y: size.height / 2 };
  return within({ zoom, x: x - (x - view.x) * grown, y: y - (y - view.y) * grown }, size);
}

const edgePx = 24;

/** The view in which a place of the drawing is in sight; the same one where it is already. */
export function reveal(view: View, { x, y }: Point, size: Size): View {
  const place = { x: x + view.x, y: y + view.y };
  const isSeen = (at: number, length: number) => at >= edgePx && at <= length - edgePx;
  if (view.zoom === 1 || (isSeen(place.x, size.width) && isSeen(place.y, size.height))) return view;
  return panBy(view, { x: size.width / 2 - place.x, y: size.height / 2 - place.y }, size);
}

/** The drawing always covers the panel. */
function within({ zoom, x, y }: View, { width, height }: Size): View {
  const shift = (by: number, length: number) => Math.min(0, Math.max(length * (1 - zoom), by));
  return { zoom, x: shift(x, width), y: shift(y, height) };
}
