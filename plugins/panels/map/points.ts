import { freeName, labelAt, labelFilters, type Filter, type Theme } from '@heliostat/sdk';
import { resolveColor } from '@heliostat/sdk/ui';
import type { Places } from './places.ts';
import { placeInBase, type Chart, type Place } from './projection.ts';
import { toSteps, type StepRequest, type Steps } from './steps.ts';

/** How points are coloured: by name, by number, or all alike. */
export interface Palette {
  /** Texts with a colour of their own, the most frequent first. */
  names: readonly string[];
  steps: Steps | undefined;
  /** The name behind a point; empty where colours are not by name. */
  nameOf: (point: number) => string;
  /** What a name stands for; none for what was added up. */
  filtersOf: (name: string) => readonly Filter[];
  /** Of all points with a name. */
  nameColor: (name: string) => string;
  colorOf: (point: number) => string;
}

const otherName = 'other';
const maxNames = 10;

export interface PaletteInput extends Omit<StepRequest, 'config'> {
  theme: Theme;
  /** The colour of a name among all. */
  color: (name: string, among: readonly string[]) => string;
}

export function toPalette(places: Places, { theme, color, ...request }: PaletteInput): Palette {
  const { color: field, rows, config } = places;
  const plain = resolveColor(config.color ?? 'series.1', theme);
  const alike: Palette = {
    ...{ names: [], steps: undefined, nameOf: () => '', filtersOf: () => [] },
    nameColor: () => plain,
    colorOf: () => plain,
  };
  if (field === undefined) return alike;
  if (field.type === 'number') {
    const values = Array.from(rows, (row) => field.values[row] ?? NaN);
    const steps = toSteps(values, { ...request, config }, theme);
    if (steps === undefined) return alike;
    const colorOf = (point: number) =>
      steps.steps[steps.stepOf(values[point] ?? NaN)]?.color ?? theme.ink3;
    return { ...alike, steps, colorOf };
  }
  return {
    ...alike,
    ...byName(
      Array.from(rows, (row) => labelAt(field, row)),
      field.name,
      { theme, color },
    ),
  };
}

/** The most frequent names have a colour each. */
function byName(
  texts: readonly string[],
  field: string,
  { theme, color }: Pick<PaletteInput, 'theme' | 'color'>,
) {
  const { names, rest } = frequent(texts);
  const known = new Set(names);
  const nameOf = (point: number) => {
    const text = texts[point] ?? '';
    return known.has(text) ? text : (rest ?? '');
  };
  const colors = new Map(
    names.map((name) => [name, name === rest ? theme.ink3 : color(name, names)]),
  );
  const nameColor = (name: string) => colors.get(name) ?? theme.ink3;
  return {
    ...{ names, nameOf, nameColor },
    filtersOf: (name: string) => (name === rest ? [] : labelFilters({ [field]: name })),
    colorOf: (point: number) => nameColor(nameOf(point)),
  };
}

function frequent(texts: readonly string[]): { names: string[]; rest: string | undefined } {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const names = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  if (names.length <= maxNames) return { names, rest: undefined };
  const kept = names.slice(0, maxNames - 1);
  const rest = freeName(otherName, new Set(kept));
  return { names: [...kept, rest], rest };
}

/** Points in the panel; NaN for those out of sight. */
export interface Points {
  xs: Float64Array;
  ys: Float64Array;
  radii: Float64Array;
}

/** In the base of a chart, which is the same for all views of a sheet. */
export function projectPoints(
  { longitudes, latitudes, radii }: Places,
  chart: Pick<Chart, 'base' | 'isGlobe'>,
  isHidden: (point: number) => boolean,
): Points {
  const points = { xs: new Float64Array(radii.length), ys: new Float64Array(radii.length), radii };
  for (let i = 0; i < radii.length; i++) {
    const at = isHidden(i)
      ? undefined
      : placeInBase(chart, [longitudes[i] ?? NaN, latitudes[i] ?? NaN]);
    points.xs[i] = at?.x ?? NaN;
    points.ys[i] = at?.y ?? NaN;
  }
  return points;
}

/** As a view of the sheet shifts them. */
export function shiftPoints({ xs, ys, radii }: Points, { scale, x, y }: Chart['shift']): Points {
  return { xs: xs.map((one) => one * scale + x), ys: ys.map((one) => one * scale + y), radii };
}

/** The uppermost point at a place, or near it; −1 for none. */
export function pointAt({ xs, ys, radii }: Points, { x, y }: Place): number {
  for (let i = xs.length - 1; i >= 0; i--)
    if (Math.hypot((xs[i] ?? NaN) - x, (ys[i] ?? NaN) - y) <= (radii[i] ?? 0) + reach) return i;
  return -1;
}

const reach = 2;

/** Discs with a hairline of paper around, as on a printed map. */
export function paintPoints(
  context: CanvasRenderingContext2D,
  { xs, ys, radii }: Points,
  { colorOf, paper }: { colorOf: (point: number) => string; paper: string },
): void {
  context.strokeStyle = paper;
  context.lineWidth = 0.75;
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i] ?? NaN;
    if (Number.isNaN(x)) continue;
    context.globalAlpha = pointAlpha;
    context.fillStyle = colorOf(i);
    context.beginPath();
    context.arc(x, ys[i] ?? NaN, radii[i] ?? 1, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
  context.globalAlpha = 1;
}

export const pointAlpha = 0.75;
