import type { Theme } from '@heliostat/sdk';
import { scaleQuantize } from 'd3-scale';
import type { Tree } from './tree.ts';

/** What a shade means. */
export interface Shade {
  low: number;
  high: number;
  /** A number as a colour; what is not known has the quiet one of the grid. */
  colorOf: (value: number) => string;
}

/** Nine steps between the configured or the lowest and highest number; undefined for a tree without. */
export function toShade({ leaves, shade }: Tree, theme: Theme): Shade | undefined {
  const known = leaves.map((leaf) => leaf.shade).filter(Number.isFinite);
  if (shade === undefined || known.length === 0) return;
  const low = shade.config.min ?? Math.min(...known);
  const high = shade.config.max ?? Math.max(...known);
  const scale = scaleQuantize<string>([low, high > low ? high : low + 1], theme.sequential);
  const colorOf = (value: number) => (Number.isFinite(value) ? scale(value) : theme.grid);
  return { low, high, colorOf };
}
