/** A part of a drawing's surface, CSS pixels from its upper left corner. */
export interface Room {
  left: number;
  top: number;
  width: number;
  height: number;
}

interface Size {
  width: number;
  height: number;
}

const smallest = { width: 220, height: 160 };
const gap = 4;

/**
 * What the zoom buttons of a panel take in its upper right corner, CSS pixels with the gap around them: more where a
 * finger presses them, nothing where a panel is too small for buttons.
 */
export function zoomCorner({ width, height }: Size): Size {
  if (width < smallest.width || height < smallest.height) return { width: 0, height: 0 };
  const side = matchMedia('(pointer: coarse)').matches ? 40 : 24;
  return { width: 2 * side + 3 + gap, height: side + 2 + gap };
}

/** The two largest parts of a surface that have nothing of its upper right corner: all beside it, all below it. */
export function roomsOf({ width, height }: Size, corner: Size): { beside: Room; below: Room } {
  return {
    beside: { left: 0, top: 0, width: Math.max(1, width - corner.width), height },
    below: { left: 0, top: corner.height, width, height: Math.max(1, height - corner.height) },
  };
}

/**
 * Where a drawing of fixed proportions is largest without anything of it in the corner: on all of the surface, where
 * the corner is empty then, else beside or below it.
 */
export function roomFor(aspect: number, size: Size, corner: Size): Room {
  const widthIn = (room: Size) => Math.min(room.width, room.height * aspect);
  const drawn = { width: widthIn(size), height: widthIn(size) / aspect };
  const isClear =
    (size.width + drawn.width) / 2 <= size.width - corner.width ||
    (size.height - drawn.height) / 2 >= corner.height;
  const { beside, below } = roomsOf(size, corner);
  if (isClear) return { left: 0, top: 0, ...size };
  return widthIn(beside) > widthIn(below) ? beside : below;
}
