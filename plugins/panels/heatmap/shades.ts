import { extent } from 'd3-array';
import { interpolateRgb, piecewise } from 'd3-interpolate';

/** From amounts to shades, 0 to `shadeCount - 1`. */
export interface ShadeScale {
  /** Smallest and largest amount that differ in shade. */
  domain: Ends;
  isLog: boolean;
  /** The amount in the middle of the shades. */
  middle: number;
  /** −1 for what has no shade: empty cells, and on a logarithmic scale what is not above zero. */
  shadeOf: (value: number) => number;
}

export const shadeCount = 48;

/** Where an amount lies among the shades, 0 to 1; NaN for what has none. */
export function shareOf({ shadeOf }: ShadeScale, value: number): number {
  const shade = shadeOf(value);
  return shade < 0 ? NaN : (shade + 0.5) / shadeCount;
}

export interface ShadeRequest {
  isLog: boolean;
  /** Ends that the field is given. */
  min?: number | undefined;
  max?: number | undefined;
  /** In the middle of the shades; undefined: they only grow. */
  midpoint?: number | undefined;
}

/** Over all values; amounts that are never negative begin at zero, unless a midpoint is given. */
export function shadeScale(values: Float64Array, request: ShadeRequest): ShadeScale {
  const { midpoint } = request;
  // A midpoint of zero or below has no place on a logarithmic scale.
  const isLog = request.isLog && (midpoint === undefined || midpoint > 0);
  const domain = domainOf(values, { ...request, isLog });
  const [from, to] = isLog ? [Math.log(domain[0]), Math.log(domain[1])] : domain;
  // Halves, because the distance of the ends may be more than a number can hold.
  const span = to / 2 - from / 2;
  const middle = from / 2 + to / 2;
  const last = shadeCount - 1;
  return {
    ...{ domain, isLog, middle: isLog ? Math.exp(middle) : middle },
    shadeOf(value) {
      if (Number.isNaN(value) || (isLog && !(value > 0))) return -1;
      const place = (isLog ? Math.log(value) : value) / 2 - from / 2;
      const share = span > 0 ? place / span : 1;
      return Math.max(0, Math.min(last, Math.round(share * last)));
    },
  };
}

function domainOf(values: Float64Array, { isLog, min, max, midpoint }: ShadeRequest): Ends {
  const [low = 0, high = 1] = extent(isLog ? values.filter((value) => value > 0) : values);
  const start = min ?? (isLog || midpoint !== undefined ? low : Math.min(0, low));
  const ends = [isLog && !(start > 0) ? low : start, max ?? high] as const;
  return midpoint === undefined ? ends : around(midpoint, ends, isLog);
}

type Ends = readonly [number, number];

/** Ends equally far from the midpoint, so that what is as far below as above is as strong. */
function around(midpoint: number, [start, end]: Ends, isLog: boolean): Ends {
  if (isLog) {
    const factor = Math.max(end / midpoint, midpoint / start);
    return [midpoint / factor, midpoint * factor];
  }
  const distance = Math.min(Number.MAX_VALUE / 4, Math.max(end - midpoint, midpoint - start));
  return [midpoint - distance, midpoint + distance];
}

/** Colours of the shades, from the steps of the theme. */
export function shadeColors(steps: readonly string[]): string[] {
  const color = piecewise(interpolateRgb, [...steps]) as (share: number) => string;
  return Array.from({ length: shadeCount }, (_, i) => color(i / (shadeCount - 1)));
}

/** Cells of each shade, so that a colour is set once for all of its cells. */
export function cellsByShade(values: Float64Array, scale: ShadeScale): number[][] {
  const shades = Array.from({ length: shadeCount }, (): number[] => []);
  values.forEach((value, cell) => shades[scale.shadeOf(value)]?.push(cell));
  return shades;
}
