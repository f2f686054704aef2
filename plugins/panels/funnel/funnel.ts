import { scaleLinear } from 'd3-scale';

/** A bar and what leads from it to the next, in CSS pixels from the top left of the panel. */
export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
  /** From the lower edge of the bar before to the upper one of this; empty for the first. */
  link: string;
  /** Middle between this bar and the one before. */
  between: number;
}

export interface FunnelLayout {
  bars: readonly Bar[];
  /** CSS pixels from one step to the next. */
  pitch: number;
  /** Of the bars; names stand left of it and numbers right. */
  plot: { left: number; width: number };
  /** Whether there is room for a line of text between two bars. */
  hasGaps: boolean;
  /** Whether a bar is thick enough for a line of text beside it. */
  hasTexts: boolean;
}

export interface FunnelRequest {
  /** NaN where a step is not known: it has no length. */
  values: readonly number[];
  width: number;
  height: number;
  /** CSS pixels for names and for numbers. */
  names: number;
  numbers: number;
  align: 'left' | 'center';
}

const edge = 4;
const maxPitch = 92;
const maxBar = 40;
/** From one bar to the next at least this much leaves room for a text between them. */
const gapPitch = 46;
const textPitch = 15;

/** Bars of equal height whose lengths are the values, with the fall from each to the next between them. */
export function layoutFunnel(request: FunnelRequest): FunnelLayout {
  const { values, width, height, names, numbers, align } = request;
  const count = Math.max(1, values.length);
  const pitch = Math.min(maxPitch, Math.max(0, height - 2 * edge) / (count - 0.4));
  const hasGaps = pitch >= gapPitch && count > 1;
  const hasTexts = pitch >= textPitch;
  const barHeight = Math.min(maxBar, hasGaps ? pitch - 24 : pitch * 0.72);
  const plot = { left: names, width: Math.max(0, width - names - numbers) };
  const lengthOf = scaleLinear(
    [0, Math.max(...values.filter(Number.isFinite), 0) || 1],
    [0, plot.width],
  );
  const top = (height - ((count - 1) * pitch + barHeight)) / 2;
  const bars: Bar[] = [];
  for (const [i, value] of values.entries()) {
    const length = value > 0 ? Math.min(plot.width, Math.max(1, lengthOf(value))) : 0;
    const x = plot.left + (align === 'center' ? (plot.width - length) / 2 : 0);
    const y = top + i * pitch;
    const bar = { x, y, width: length, height: Math.max(0, barHeight) };
    bars.push({ ...bar, ...linkTo(bar, bars.at(-1)) });
  }
  return { bars, pitch, plot, hasGaps, hasTexts };
}

type Edge = Pick<Bar, 'x' | 'y' | 'width' | 'height'>;

function linkTo(bar: Edge, before: Edge | undefined): Pick<Bar, 'link' | 'between'> {
  if (before === undefined) return { link: '', between: bar.y };
  const from = before.y + before.height;
  const link =
    `M${round(before.x)},${round(from)}H${round(before.x + before.width)}` +
    `L${round(bar.x + bar.width)},${round(bar.y)}H${round(bar.x)}Z`;
  return { link, between: (from + bar.y) / 2 };
}

const round = (value: number) => Math.round(value * 10) / 10;
