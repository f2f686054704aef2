/** A place on a plot with a time axis: CSS pixels from its corner, the time there, and on the page. */
export interface TimePoint {
  x: number;
  y: number;
  /** Epoch milliseconds. */
  time: number;
  clientX: number;
  clientY: number;
}
