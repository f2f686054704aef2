const slowest = 6;
const fastest = 1.5;
const levels = 5;

/**
 * Seconds that a mark takes along an edge: the busier, the faster. In a few levels, because every change of it makes
 * the mark jump.
 */
export function travelSeconds(value: number, busiest: number): number {
  const share = busiest > 0 ? Math.sqrt(Math.max(0, value) / busiest) : 0;
  const level = Math.round(Math.min(1, share) * levels) / levels;
  return slowest - level * (slowest - fastest);
}
