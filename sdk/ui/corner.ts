/**
 * The corner of an element on the page, in client coordinates, and how many of those one of its own CSS
 * pixels takes: 1, or what the host enlarges it by with CSS `zoom`, on a wall.
 */
export interface Corner {
  left: number;
  top: number;
  zoom: number;
}

/** Where an element is on the page; costs a layout where something was written before. */
export function cornerOnPage(element: Element): Corner {
  const { left, top } = element.getBoundingClientRect();
  return { left, top, zoom: zoomOf(element) };
}

/** Where a pointer is, in an element's own CSS pixels from its corner. */
export function fromPage(
  { left, top, zoom }: Corner,
  { clientX, clientY }: Pick<MouseEvent, 'clientX' | 'clientY'>,
): { x: number; y: number } {
  return { x: (clientX - left) / zoom, y: (clientY - top) / zoom };
}

/** The client coordinates of a place that is in an element's own CSS pixels from its corner. */
export function toPage(
  { left, top, zoom }: Corner,
  { x, y }: { x: number; y: number },
): { x: number; y: number } {
  return { x: left + x * zoom, y: top + y * zoom };
}

/** What CSS `zoom` makes of an element's pixels; 1 where a browser cannot say. */
export function zoomOf(element: Element): number {
  return element.currentCSSZoom || 1;
}
