import type { PanelHost, Theme } from '@heliostat/sdk';
import { resolveColor } from '@heliostat/sdk/ui';
import type { State } from './states.ts';

/**
 * A colour for each state: that of its mapping or threshold, a step of the sequential ramp for numbers
 * without one (low is light), else the colour of its name among them.
 */
export function stateColors(
  states: readonly State[],
  theme: Theme,
  colorOf: PanelHost['color'],
): string[] {
  const numbers = states.flatMap(({ value, color }) =>
    color === undefined && Number.isFinite(value) ? [value] : [],
  );
  const names = states.map(({ name }) => name);
  const low = numbers.reduce((a, b) => Math.min(a, b), Infinity);
  const high = numbers.reduce((a, b) => Math.max(a, b), -Infinity);
  return states.map(({ name, color, value }) => {
    if (color !== undefined) return resolveColor(color, theme);
    if (!Number.isFinite(value)) return colorOf(name, names);
    return rampColor(high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0.5, theme);
  });
}

/** The lightest two steps are too close to the panel. */
function rampColor(share: number, { sequential, ink3 }: Theme): string {
  return sequential[2 + Math.round(share * 6)] ?? ink3;
}
