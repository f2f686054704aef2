import type { Place } from './projection.ts';

const directions: Readonly<Record<string, Place>> = {
  ArrowRight: { x: 1, y: 0 },
  ArrowLeft: { x: -1, y: 0 },
  ArrowDown: { x: 0, y: 1 },
  ArrowUp: { x: 0, y: -1 },
};

/**
 * The mark that a key leads to: the nearest one in the direction of an arrow, Home and End the first and the
 * last, Page Down and Page Up the next and the one before. Marks without a place are out of sight. −1 where there is
 * none to begin with, undefined for other keys.
 */
export function stepMark(
  key: string,
  current: number,
  places: readonly (Place | undefined)[],
): number | undefined {
  const seen = [...places.keys()].filter((i) => places[i] !== undefined);
  const order = seen.indexOf(current);
  if (key === 'Home') return seen[0] ?? -1;
  if (key === 'End') return seen.at(-1) ?? -1;
  if (key === 'PageDown') return seen[Math.min(seen.length - 1, order + 1)] ?? -1;
  if (key === 'PageUp') return seen[Math.max(0, order - 1)] ?? -1;
  const direction = directions[key];
  if (direction === undefined) return;
  const from = places[current];
  if (from === undefined) return seen[0] ?? -1;
  return nearest(seen, places, { from, direction, current });
}

interface Way {
  from: Place;
  direction: Place;
  current: number;
}

/** What lies aside counts as further away than what lies ahead. */
function nearest(
  seen: readonly number[],
  places: readonly (Place | undefined)[],
  { from, direction, current }: Way,
): number {
  let best = { mark: current, cost: Infinity };
  for (const mark of seen) {
    const at = places[mark];
    if (at === undefined || mark === current) continue;
    const [dx, dy] = [at.x - from.x, at.y - from.y];
    const ahead = dx * direction.x + dy * direction.y;
    const aside = Math.abs(dx * direction.y) + Math.abs(dy * direction.x);
    const cost = ahead + 2 * aside;
    if (ahead > 0.5 && cost < best.cost) best = { mark, cost };
  }
  return best.mark;
}
