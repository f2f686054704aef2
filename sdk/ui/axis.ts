/** One tick of an axis, in CSS pixels along it. */
export interface AxisTick {
  at: number;
  text: string;
}

/**
 * The ticks that fit: labels are as wide as `widthOf` says and keep 8 px apart; the first and every
 * one that does not touch the last one kept stays.
 */
export function fitTicks(
  ticks: readonly AxisTick[],
  widthOf: (text: string) => number,
): AxisTick[] {
  let end = -Infinity;
  return ticks.filter((tick) => {
    const half = widthOf(tick.text) / 2;
    if (tick.at - half < end + 8) return false;
    end = tick.at + half;
    return true;
  });
}
