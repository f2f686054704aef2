import { legendRows, textWidth } from '@heliostat/sdk/ui';
import type { Options } from './options.ts';

/** A rectangle in CSS pixels from the top left of the panel. */
interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface LegendPlaces {
  chart: { width: number; height: number };
  legend: (Box & { side: 'bottom' | 'right' }) | undefined;
}

export interface LegendRequest {
  width: number;
  height: number;
  choice: Options['legend'];
  names: readonly string[];
  /** Whether something is hidden, which only a legend can bring back. */
  hasHidden: boolean;
  /** Whether the labels beside the slices have room. */
  hasLabels: boolean;
  /** How high one line is. */
  line: number;
}

/** Swatch, gaps and the share behind the name. */
const entryWidth = 74;

/** Where the legend is: at the right of a wide panel, else below; none where a panel is too small. */
export function placeLegend({ width, height, ...request }: LegendRequest): LegendPlaces {
  const all = { chart: { width, height }, legend: undefined };
  const { choice, hasHidden, hasLabels, names, line } = request;
  const isWanted = choice === 'auto' ? hasHidden || !hasLabels : choice !== 'off';
  if (!isWanted) return all;
  const side = choice === 'auto' ? (width > height * 1.35 ? 'right' : 'bottom') : choice;
  if (side === 'right') {
    if (width < 190 || height < 60) return all;
    const longest = Math.max(0, ...names.map((name) => textWidth(name)));
    const legendWidth = Math.min(longest + entryWidth, width * 0.5);
    const rows = Math.min(height, (names.length + 1) * line);
    const chart = { width: width - legendWidth - 12, height };
    const box = { left: width - legendWidth, top: (height - rows) / 2, width: legendWidth };
    return { chart, legend: { side, ...box, height: rows } };
  }
  if (height < 120) return all;
  const most = Math.max(1, Math.floor((height * 0.35) / line));
  const rows = Math.min(legendRows(names, width), most);
  const chart = { width, height: height - rows * line - 4 };
  const box = { left: 0, top: height - rows * line, width, height: rows * line };
  return { chart, legend: { side: 'bottom', ...box } };
}
