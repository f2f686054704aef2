import {
  dimensionFields,
  fieldByName,
  fieldConfigOf,
  isNull,
  numberFields,
  type Field,
  type FieldConfig,
  type Frame,
  type NumberField,
} from '@heliostat/sdk';
import { extent } from 'd3-array';
import type { Fields, Options } from './options.ts';

/** Points of the world, by position in its arrays: the largest first, so that small ones lie above. */
export interface Places {
  longitudes: Float64Array;
  latitudes: Float64Array;
  /** CSS pixels. */
  radii: Float64Array;
  /** Row of each point in the frame. */
  rows: Uint32Array;
  frame: Frame;
  label: Field | undefined;
  size: NumberField | undefined;
  color: Field | undefined;
  /** How the numbers behind the colours are written. */
  config: FieldConfig;
  /** Rows without a place on the globe. */
  misplaced: number;
  /** Rows with a place beyond `maxPlaces`, the smallest. */
  omitted: number;
}

export const maxPlaces = 20_000;

/** The points of the first frame that has coordinates; undefined without such a frame. */
export function toPlaces(
  frames: readonly Frame[],
  options: Options,
  fields: Fields,
): Places | undefined {
  for (const frame of frames) {
    const coordinates = frame.length === 0 ? undefined : coordinatesOf(frame, options);
    if (coordinates !== undefined) return build(frame, coordinates, { options, fields });
  }
  return undefined;
}

interface Coordinates {
  latitude: NumberField;
  longitude: NumberField;
}

const latitudeName = /^lat(itude)?$/i;
const longitudeName = /^(lon|lng|long|longitude)$/i;

export function coordinatesOf(
  frame: Frame,
  names: { latitude?: string | undefined; longitude?: string | undefined },
): Coordinates | undefined {
  const numbers = numberFields(frame);
  const find = (name: string | undefined, usual: RegExp) =>
    numbers.find((field) => (name === undefined ? usual.test(field.name) : field.name === name));
  const latitude = find(names.latitude, latitudeName);
  const longitude = find(names.longitude, longitudeName);
  return latitude && longitude && { latitude, longitude };
}

function build(
  frame: Frame,
  { latitude, longitude }: Coordinates,
  { options, fields }: { options: Options; fields: Fields },
): Places {
  const named = (name: string | undefined) =>
    name === undefined ? undefined : fieldByName(frame, name);
  const size = numberFields(frame).find(({ name }) => name === options.size);
  const color = named(options.color);
  const placed = placedRows(frame, { latitude, longitude });
  const radiusOf = radiusScale(size, placed, options.radius);
  const drawn = size === undefined ? placed : placed.sort((a, b) => radiusOf(b) - radiusOf(a));
  const rows = Uint32Array.from(drawn.slice(0, maxPlaces));
  return {
    ...{ rows, frame, size, color },
    longitudes: Float64Array.from(rows, (row) => longitude.values[row] ?? NaN),
    latitudes: Float64Array.from(rows, (row) => latitude.values[row] ?? NaN),
    radii: Float64Array.from(rows, radiusOf),
    label: options.label === undefined ? dimensionFields(frame)[0] : named(options.label),
    config: color === undefined ? {} : { unit: 'short', ...fieldConfigOf(fields, color) },
    misplaced: frame.length - placed.length,
    omitted: placed.length - rows.length,
  };
}

function placedRows({ length }: Frame, { latitude, longitude }: Coordinates): number[] {
  const rows: number[] = [];
  for (let row = 0; row < length; row++) {
    if (isNull(latitude, row) || isNull(longitude, row)) continue;
    const isOnGlobe =
      Math.abs(latitude.values[row] ?? NaN) <= 90 && Math.abs(longitude.values[row] ?? NaN) <= 180;
    if (isOnGlobe) rows.push(row);
  }
  return rows;
}

const largestTimes = 3;
const smallest = 1.5;

/** Areas are the numbers; what is zero, less or not known is as small as can be seen. */
function radiusScale(size: NumberField | undefined, rows: readonly number[], radius: number) {
  if (size === undefined) return () => radius;
  let largest = 0;
  for (const row of rows) {
    const value = size.values[row] ?? NaN;
    if (Number.isFinite(value)) largest = Math.max(largest, value);
  }
  return (row: number) => {
    const share = (size.values[row] ?? NaN) / largest;
    return share > 0 && share <= 1
      ? Math.max(smallest, Math.sqrt(share) * radius * largestTimes)
      : smallest;
  };
}

/**
 * West, south, east and north of all points, outwards to round degrees, so that live points do not move the map
 * with every one that comes; empty without points.
 */
export function roundBounds({ longitudes, latitudes }: Places): readonly number[] {
  const [west = NaN, east = NaN] = extent(longitudes);
  const [south = NaN, north = NaN] = extent(latitudes);
  if (Number.isNaN(west) || Number.isNaN(south)) return [];
  const span = Math.max(east - west, north - south);
  const step = span > 40 ? 10 : span > 4 ? 1 : 0.1;
  const down = (degrees: number) => Math.floor(degrees / step) * step;
  const up = (degrees: number) => Math.ceil(degrees / step) * step;
  return [
    ...[Math.max(-180, down(west)), Math.max(-90, down(south))],
    ...[Math.min(180, up(east)), Math.min(90, up(north))],
  ];
}
