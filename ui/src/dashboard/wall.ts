/** The screen, CSS pixels, whose type is read as it is from a desk; a larger one hangs farther away. */
const desk = { width: 1200, height: 675 };

/** Larger screens than this stand closer together than they are apart from who reads them. */
const largest = 4;

/**
 * How much larger everything that is written is on a wall: with the screen, so that a line takes the same
 * share of it on each, 1.6 at 1920 × 1080. Never less than 1.
 */
export function wallScale(width = 0, height = 0): number {
  return Math.max(1, Math.min(width / desk.width, height / desk.height, largest));
}
