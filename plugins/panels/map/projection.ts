import {
  geoCentroid,
  geoDistance,
  geoEqualEarth,
  geoGraticule,
  geoMercator,
  geoNaturalEarth1,
  geoOrthographic,
  geoPath,
  type GeoPermissibleObjects,
  type GeoProjection,
} from 'd3-geo';
import { roomFor, type Room } from '@heliostat/sdk/ui';
import type { Projection } from './options.ts';

/** Longitude and latitude, degrees. */
export type Position = readonly [longitude: number, latitude: number];

/** CSS pixels from the top left of the map. */
export interface Place {
  x: number;
  y: number;
}

/** What a viewer looks at, whatever the size of the panel. */
export interface View {
  /** In the middle of the map. */
  center: Position;
  /** 1: all of the world. */
  zoom: number;
}

/**
 * A view as geometry. Outlines are computed in the base, then shifted and scaled: a sheet keeps its base while it
 * is moved and needs no new outlines. A globe turns, so its base is of the view.
 */
export interface Chart {
  base: GeoProjection;
  /** The same for outlines of countries: on a sheet their points are so close that lines between need no more. */
  land: GeoProjection;
  /** From the base to the panel. */
  shift: { scale: number; x: number; y: number };
  /** The edge of what is drawn, and the lines on it. */
  outline: GeoPermissibleObjects;
  graticule: GeoPermissibleObjects;
  isGlobe: boolean;
  /** What of the panel the view is of; the world goes on around it. */
  room: Room;
  view: View;
}

export interface ChartRequest {
  width: number;
  height: number;
  /** What lies over the upper right corner of the panel: all of the world is shown beside or below it. */
  corner?: { width: number; height: number };
  projection: Projection;
  /** Antarctica takes the room of a continent, and is rarely in the data. */
  hasAntarctica: boolean;
}

type Corner = [x: number, y: number];

const maxZoom = 64;
const margin = 2;
const gridDegrees: [number, number] = [30, 30];

/** All of the world. */
export function toChart({ projection, hasAntarctica, ...request }: ChartRequest): Chart {
  const isGlobe = projection === 'orthographic';
  const [south, north] = edges(projection, hasAntarctica);
  const lines = geoGraticule().step(gridDegrees);
  if (!isGlobe) {
    lines.extent([
      [-180, south],
      [180, north],
    ]);
  }
  const outline: GeoPermissibleObjects = isGlobe ? { type: 'Sphere' } : lines.outline();
  const base = projections[projection]().precision(0.3);
  const room = roomOf(request, geoPath(base).bounds(outline));
  base.fitExtent(innerBox(room), outline);
  const land = isGlobe ? base : plain(projections[projection](), base);
  const chart = { base, land, outline, room, isGlobe, graticule: lines(), ...unmoved };
  return lookAt(chart, chart.view);
}

function roomOf(
  {
    width,
    height,
    corner = { width: 0, height: 0 },
  }: Pick<ChartRequest, 'width' | 'height' | 'corner'>,
  [[left, top], [right, bottom]]: [Corner, Corner],
): Room {
  const size = { width: Math.max(1, width), height: Math.max(1, height) };
  return roomFor((right - left) / (bottom - top), size, corner);
}

/** Without points of its own between those of an outline. */
function plain(projection: GeoProjection, like: GeoProjection): GeoProjection {
  return projection.precision(0).scale(like.scale()).translate(like.translate());
}

const projections = {
  'equal-earth': geoEqualEarth,
  'natural-earth': geoNaturalEarth1,
  mercator: geoMercator,
  orthographic: geoOrthographic,
} as const;

const unmoved = {
  shift: { scale: 1, x: 0, y: 0 },
  view: { center: [10, 22] as const, zoom: 1 },
};

/** Latitudes of the edges of a sheet: towards the poles Mercator has no end. */
function edges(projection: Projection, hasAntarctica: boolean): readonly [number, number] {
  const pole = projection === 'mercator' ? 80 : 86;
  return [hasAntarctica ? -pole : -58, pole];
}

function innerBox({ left, top, width, height }: Room): [Corner, Corner] {
  return [
    [left + margin, top + margin],
    [left + Math.max(margin + 1, width - margin), top + Math.max(margin + 1, height - margin)],
  ];
}

function middleOf({ left, top, width, height }: Room): Place {
  return { x: left + width / 2, y: top + height / 2 };
}

/** The same chart, seen otherwise. */
export function lookAt(chart: Chart, view: View): Chart {
  const { base, outline, room } = chart;
  const center = toPair(view.center);
  if (chart.isGlobe) {
    const [longitude, latitude] = center;
    const globe = geoOrthographic().precision(0.3).fitExtent(innerBox(room), outline);
    globe.scale(globe.scale() * view.zoom).rotate([-longitude, -latitude]);
    return { ...chart, view, base: globe, land: globe };
  }
  const [[left, top], [right, bottom]] = geoPath(base).bounds(outline);
  const [x = NaN, y = NaN] = base(center) ?? [];
  const middle = middleOf(room);
  const shift = {
    scale: view.zoom,
    x: middle.x - view.zoom * keepWithin(x, [left, right], room.width / view.zoom),
    y: middle.y - view.zoom * keepWithin(y, [top, bottom], room.height / view.zoom),
  };
  return { ...chart, view, shift };
}

/** The middle of a window of this length, kept within the ends; in their middle where all fits in. */
function keepWithin(middle: number, [start, end]: readonly [number, number], length: number) {
  if (!(end - start > length) || Number.isNaN(middle)) return (start + end) / 2;
  return Math.max(start + length / 2, Math.min(end - length / 2, middle));
}

/** Where a position is in the panel; undefined behind the globe. */
export function placeOf({ shift, ...chart }: Chart, at: Position): Place | undefined {
  const place = placeInBase(chart, at);
  return place && { x: place.x * shift.scale + shift.x, y: place.y * shift.scale + shift.y };
}

/** Where it is before the view of a sheet shifts it; undefined behind the globe. */
export function placeInBase(
  { base, isGlobe }: Pick<Chart, 'base' | 'isGlobe'>,
  at: Position,
): Place | undefined {
  const [longitude, latitude] = base.rotate();
  if (isGlobe && geoDistance([-longitude, -latitude], toPair(at)) > Math.PI / 2) return;
  const [x = NaN, y = NaN] = base(toPair(at)) ?? [];
  return Number.isFinite(x) && Number.isFinite(y) ? { x, y } : undefined;
}

/** What position is at a place of the panel; undefined beside the world. */
function positionAt({ base, shift }: Chart, { x, y }: Place): Position | undefined {
  const found = base.invert?.([(x - shift.x) / shift.scale, (y - shift.y) / shift.scale]);
  if (found === null || found === undefined || !found.every(Number.isFinite)) return;
  return found;
}

/** The view after the world was dragged by so many pixels. */
export function pan(chart: Chart, dx: number, dy: number): View {
  const { room, view, isGlobe, base } = chart;
  if (isGlobe) {
    const degrees = 180 / (Math.PI * base.scale());
    const [longitude, latitude] = view.center;
    // Meridians run together towards the poles.
    const along = degrees / Math.max(0.2, Math.cos((latitude * Math.PI) / 180));
    return { ...view, center: turn([longitude - dx * along, latitude + dy * degrees]) };
  }
  const middle = middleOf(room);
  const center = positionAt(chart, { x: middle.x - dx, y: middle.y - dy });
  return { ...view, center: bound(center ?? view.center) };
}

/** The view `factor` times as near; what is at a place stays there, by default what is in the middle. */
export function zoomBy(chart: Chart, factor: number, at?: Place): View {
  const middle = middleOf(chart.room);
  const zoom = Math.min(maxZoom, Math.max(1, chart.view.zoom * factor));
  const view = { center: bound(positionAt(chart, middle) ?? chart.view.center), zoom };
  const position = positionAt(chart, at ?? middle);
  const after = lookAt(chart, view);
  const now = position && placeOf(after, position);
  if (now === undefined || at === undefined) return view;
  return pan(after, at.x - now.x, at.y - now.y);
}

const roomAround = 0.88;
const maxFitZoom = 12;

/** The view that shows these marks as large as they fit; a globe turns to them, and is shown whole. */
export function fitView(chart: Chart, marks: readonly GeoPermissibleObjects[]): View {
  if (marks.length === 0) return chart.view;
  const all = { type: 'GeometryCollection', geometries: marks } as GeoPermissibleObjects;
  if (chart.isGlobe) {
    const center = geoCentroid(all);
    return center.every(Number.isFinite) ? { center: turn(center), zoom: 1 } : chart.view;
  }
  const { room, base } = chart;
  const [[left, top], [right, bottom]] = geoPath(base).bounds(all);
  const zoom =
    roomAround * Math.min(room.width / (right - left || 1), room.height / (bottom - top || 1));
  const center = base.invert?.([(left + right) / 2, (top + bottom) / 2]);
  // Nearly all of the world is all of it.
  if (!center?.every(Number.isFinite) || !(zoom > 1.25)) return chart.view;
  return { center: bound(center), zoom: Math.min(maxFitZoom, zoom) };
}

function bound([longitude, latitude]: Position): Position {
  return [Math.max(-180, Math.min(180, longitude)), Math.max(-85, Math.min(85, latitude))];
}

/** A globe goes round, but does not tip over. */
function turn([longitude, latitude]: Position): Position {
  return bound([((((longitude + 180) % 360) + 360) % 360) - 180, latitude]);
}

function toPair([longitude, latitude]: Position): [number, number] {
  return [longitude, latitude];
}
