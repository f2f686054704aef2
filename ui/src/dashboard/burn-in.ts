/** What moving a page on a wall needs of the world. */
interface Wall {
  /** Returns the function that calls it off. */
  every(ms: number, run: () => void): () => void;
  /** Whether what moves by itself is not wanted. */
  isStill(): boolean;
}

/** To the left and up only: the other way the page would become larger than the screen. */
const places = [0, -1, -2, -3, -4, -3, -2, -1];

/**
 * Moves an element by a pixel each minute, across and back in both directions, so that no line of it
 * burns into a screen, until the returned function is called. It keeps its size: nothing is drawn again.
 */
export function preventBurnIn(element: HTMLElement, wall: Wall): () => void {
  let minute = 0;
  const place = (at: number): void => {
    const [x = 0, y = 0] = [places[at % places.length], places[(at >> 1) % places.length]];
    element.style.position = at === 0 ? '' : 'relative';
    element.style.left = at === 0 ? '' : `${x}px`;
    element.style.top = at === 0 ? '' : `${y}px`;
  };
  const stop = wall.every(60_000, () => {
    minute = wall.isStill() ? 0 : minute + 1;
    place(minute);
  });
  return () => {
    stop();
    place(0);
  };
}
