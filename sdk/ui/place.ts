import { zoomOf } from './corner.ts';

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const gap = 12;
const margin = 4;

/**
 * The corner of a floating box beside a point: right of it and below, on the other side where there is
 * no room, never past the edges of `bounds`.
 */
export function placeBeside(
  point: { x: number; y: number },
  size: { width: number; height: number },
  bounds: Box,
): { left: number; top: number } {
  return {
    left: placeAlong(point.x, size.width, { start: bounds.left, size: bounds.width }),
    top: placeAlong(point.y, size.height, { start: bounds.top, size: bounds.height }),
  };
}

/** What a floating box takes of the page, in client pixels: on a wall it is larger than its own. */
export function sizeOnPage(node: HTMLElement): { width: number; height: number } {
  const zoom = zoomOf(node);
  return { width: node.offsetWidth * zoom, height: node.offsetHeight * zoom };
}

/** Moves a box that is fixed to the corner of the window beside a point of the page. */
export function moveBeside(
  node: HTMLElement,
  point: { x: number; y: number },
  size: { width: number; height: number },
): void {
  const zoom = zoomOf(node);
  const window = { left: 0, top: 0, width: innerWidth, height: innerHeight };
  const { left, top } = placeBeside(point, size, window);
  node.style.transform = `translate(${left / zoom}px, ${top / zoom}px)`;
}

function placeAlong(at: number, size: number, bounds: { start: number; size: number }): number {
  const end = bounds.start + bounds.size - margin;
  const after = at + gap;
  const before = at - gap - size;
  const wanted = after + size <= end || before < bounds.start ? after : before;
  return Math.max(bounds.start + margin, Math.min(wanted, end - size));
}
