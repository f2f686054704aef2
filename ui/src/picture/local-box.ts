import { zoomOf } from '@heliostat/sdk/ui';

/** A box of the page in an element's own CSS pixels, as its style counts: on a wall they are enlarged. */
export function localBox(box: DOMRect, element: Element | null): DOMRect {
  const zoom = element === null ? 1 : zoomOf(element);
  return new DOMRect(box.x / zoom, box.y / zoom, box.width / zoom, box.height / zoom);
}
