import { valueTicks } from '@heliostat/sdk';
import type { Extent } from './points.ts';

export type ScaleKind = 'linear' | 'log' | 'symlog';

/** Values to pixels: `offset + factor * bend(value)`; `bend` is absent where it is the identity. */
export interface PixelMap {
  bend: ((value: number) => number) | undefined;
  factor: number;
  offset: number;
}

/** A value axis, without a place on the screen. */
export interface ValueScale {
  kind: ScaleKind;
  low: number;
  high: number;
  ticks: readonly number[];
}

export interface ScaleRequest {
  kind: ScaleKind;
  /** Undefined when nothing is visible. */
  extent: Extent | undefined;
  /** Marks grow from zero: it must be in view. */
  needsZero: boolean;
  softMin?: number | undefined;
  softMax?: number | undefined;
  /** Fixed ends, stronger than the values. */
  min?: number | undefined;
  max?: number | undefined;
  /** How many ticks there is room for. */
  tickCount: number;
  unit?: string | undefined;
  /** CSS pixels. */
  height: number;
}

/** Values farther out are not drawn: their differences would overflow. */
const limit = 8e307;

/** An axis that shows the extent, with round ends where they are not fixed. */
export function valueScale(request: ScaleRequest): ValueScale {
  if (request.kind === 'log') return logScale(request);
  const [low, high] = wantedDomain(request);
  const [from, to] = roundEnds(request, low, high);
  const ticks =
    request.kind === 'symlog'
      ? symlogTicks(from, to, request.height)
      : valueTicks([from, to], request.tickCount, { unit: request.unit });
  const inside = ticks.filter((tick) => tick >= from && tick <= to);
  return { kind: request.kind, low: from, high: to, ticks: inside };
}

/** The ends moved out to whole ticks, where they are not fixed. */
function roundEnds(request: ScaleRequest, low: number, high: number): [number, number] {
  const ticks = valueTicks([low, high], request.tickCount, { unit: request.unit });
  const step = ticks.length > 1 ? (ticks[1] ?? 0) - (ticks[0] ?? 0) : high - low;
  const first = request.min ?? Math.floor(low / step + 1e-9) * step;
  const last = request.max ?? Math.ceil(high / step - 1e-9) * step;
  return [
    Number.isFinite(first) && first <= low ? first : low,
    Number.isFinite(last) && last >= high ? last : high,
  ];
}

export function pixelMap(scale: ValueScale, top: number, height: number): PixelMap {
  const bend = bends[scale.kind];
  const low = bend === undefined ? scale.low : bend(scale.low);
  const high = bend === undefined ? scale.high : bend(scale.high);
  const factor = -height / (high - low || 1);
  return { bend, factor, offset: top + height - factor * low };
}

export function valueToPixel(map: PixelMap, value: number): number {
  return map.offset + map.factor * (map.bend === undefined ? value : map.bend(value));
}

/** The value at a pixel of a scale that is laid out from `top` over `height`. */
export function pixelToValue(
  scale: ValueScale,
  pixel: number,
  { top, height }: { top: number; height: number },
): number {
  const { factor, offset } = pixelMap(scale, top, height);
  return unbends[scale.kind]((pixel - offset) / factor);
}

/** Log of what is not positive has no place: NaN. */
const bends: Readonly<Record<ScaleKind, PixelMap['bend']>> = {
  linear: undefined,
  log: (value) => (value > 0 ? Math.log10(value) : NaN),
  symlog: (value) => Math.sign(value) * Math.log1p(Math.abs(value)),
};

const unbends: Readonly<Record<ScaleKind, (bent: number) => number>> = {
  linear: (bent) => bent,
  log: (bent) => 10 ** bent,
  symlog: (bent) => Math.sign(bent) * Math.expm1(Math.abs(bent)),
};

function wantedDomain(request: ScaleRequest): [number, number] {
  const extent = request.extent ?? { min: 0, max: 1 };
  let low = Math.max(-limit, Math.min(extent.min, request.softMin ?? Infinity));
  let high = Math.min(limit, Math.max(extent.max, request.softMax ?? -Infinity));
  if (request.needsZero || isNearZero(low, high)) {
    low = Math.min(0, low);
    high = Math.max(0, high);
  }
  low = request.min ?? low;
  high = request.max ?? high;
  const isWide = high - low > Math.max(Math.abs(low), Math.abs(high)) * 1e-12;
  return isWide && high - low > 1e-290 ? [low, high] : widened(request, low, high);
}

/** Room around a single value, away from the ends that are fixed. */
function widened({ min, max }: ScaleRequest, low: number, high: number): [number, number] {
  const pad = Math.abs(low) > 1e-280 ? Math.abs(low) * 0.5 : 1;
  if (max !== undefined && min === undefined) return [high - pad, high];
  return low === 0 || min !== undefined ? [low, low + pad] : [low - pad, low + pad];
}

/** An axis that nearly reaches zero shows it: a cut axis exaggerates. */
function isNearZero(low: number, high: number): boolean {
  return (low > 0 && low < high * 0.6) || (high < 0 && high > low * 0.6);
}

/** From power to power of ten; ends that have no logarithm are as good as none. */
function logScale(request: ScaleRequest): ValueScale {
  const { extent, softMin, softMax, min, max } = request;
  const high = Math.max(positive(extent?.max) ?? 10, positive(softMax) ?? 0);
  const low = Math.min(positive(extent?.min) ?? high / 1000, positive(softMin) ?? Infinity);
  const from = positive(min) ?? powerBelow(Math.min(low, positive(max) ?? Infinity));
  const wanted = positive(max) ?? powerAbove(Math.min(limit, Math.max(high, from * 10)));
  const to = wanted > from ? wanted : from * 10;
  return { kind: 'log', low: from, high: to, ticks: logTicks(from, to, request.tickCount) };
}

const positive = (value: number | undefined) =>
  value !== undefined && value > 0 ? value : undefined;

/** Powers of ten, or round values where the axis is shorter than two of them. */
function logTicks(from: number, to: number, count: number): number[] {
  const powers = powersBetween(from, to);
  if (powers.length < 2) return valueTicks([from, to], count);
  const every = Math.ceil(powers.length / Math.max(2, count));
  return powers.filter((_, i) => i % every === 0);
}

const labelHeight = 16;

/** Zero, the largest powers of ten, and those between that stand apart; near zero they crowd. */
function symlogTicks(low: number, high: number, height: number): number[] {
  const up = high > 0 ? powersBetween(1, high) : [];
  const down = low < 0 ? powersBetween(1, -low).map((power) => -power) : [];
  if (up.length + down.length < 2) return valueTicks([low, high], 5);
  const map = pixelMap({ kind: 'symlog', low, high, ticks: [] }, 0, height);
  const kept: number[] = low <= 0 && high >= 0 ? [0] : [];
  for (const tick of [...up, ...down].sort((a, b) => Math.abs(b) - Math.abs(a))) {
    const y = valueToPixel(map, tick);
    if (kept.every((other) => Math.abs(valueToPixel(map, other) - y) >= labelHeight))
      kept.push(tick);
  }
  return kept.sort((a, b) => a - b);
}

const powerBelow = (value: number) => 10 ** Math.floor(Math.log10(value) + 1e-12);
const powerAbove = (value: number) => 10 ** Math.ceil(Math.log10(value) - 1e-12);

function powersBetween(from: number, to: number): number[] {
  const first = Math.ceil(Math.log10(from) - 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i));
}
