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
}

/** Values farther out are not drawn: their differences would overflow. */
const limit = 8e307;

/** An axis that shows the extent, with round ends where they are not fixed. */
export function valueScale(request: ScaleRequest): ValueScale {
  const [low, high] = wantedDomain(request);
  if (request.kind === 'log') return logScale(request, low, high);
  const [from, to] = roundEnds(request, low, high);
  const ticks =
    request.kind === 'symlog'
      ? symlogTicks(from, to)
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

/** Log of what is not positive has no place: NaN. */
const bends: Readonly<Record<ScaleKind, PixelMap['bend']>> = {
  linear: undefined,
  log: (value) => (value > 0 ? Math.log10(value) : NaN),
  symlog: (value) => Math.sign(value) * Math.log1p(Math.abs(value)),
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

function logScale(request: ScaleRequest, low: number, high: number): ValueScale {
  const end = high > 0 ? high : 10;
  const start = low > 0 ? low : Math.min(1, end / 1000);
  const from = request.min !== undefined && request.min > 0 ? request.min : powerBelow(start);
  const to = request.max ?? powerAbove(Math.max(end, from * 10));
  const powers = powersBetween(from, to);
  const every = Math.ceil(powers.length / Math.max(2, request.tickCount));
  return { kind: 'log', low: from, high: to, ticks: powers.filter((_, i) => i % every === 0) };
}

function symlogTicks(low: number, high: number): number[] {
  const up = high > 0 ? powersBetween(1, high) : [];
  const down = low < 0 ? powersBetween(1, -low).map((power) => -power) : [];
  const every = Math.ceil((up.length + down.length + 1) / 7);
  const kept = [...up, ...down].filter((_, i) => i % every === 0);
  return [...kept, 0].filter((tick) => tick >= low && tick <= high).sort((a, b) => a - b);
}

const powerBelow = (value: number) => 10 ** Math.floor(Math.log10(value) + 1e-12);
const powerAbove = (value: number) => 10 ** Math.ceil(Math.log10(value) - 1e-12);

function powersBetween(from: number, to: number): number[] {
  const first = Math.ceil(Math.log10(from) - 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i));
}
