import type { Interval } from '@heliostat/sdk';
import type { Chart } from './chart.svelte.ts';
import type { AxisSide } from './marks.ts';
import { bucketMs } from './runs.ts';
import { axisAt, zoomRange } from './selection.ts';
import { pixelToTime } from './time-scale.ts';
import type { Tip } from './tip.svelte.ts';

/** A place on the plot, in CSS pixels from its top left corner. */
export interface Place {
  x: number;
  y: number;
}

/** Keys that are held: Shift moves in time, Ctrl or Cmd writes down what happened, Alt asks what is different. */
export interface Held {
  isPan: boolean;
  isNote: boolean;
  isContrast: boolean;
}

/** What the pointer does on a plot. */
export interface Pointer {
  down(place: Place, keys: Held): void;
  move(place: Place): void;
  up(place: Place): void;
  leave(): void;
  cancel(): void;
  /** Zooms around the place; `delta` is in pixels of scrolling, down is out. */
  wheel(place: Place, delta: number): void;
  doubleClick(place: Place): void;
  /** Ends what is waiting. */
  close(): void;
}

/** Shorter drags are clicks. */
const dragPx = 4;
/** The dashboard is asked for a new range when the wheel has rested this long. */
const wheelRestMs = 200;
const zoomPerPixel = 0.002;

interface Drag {
  start: Place;
  /** What it does: select time to zoom, to write of or to ask of, move in time, or select values on an axis. */
  kind: 'brush' | 'note' | 'contrast' | 'pan' | AxisSide;
  range: Interval;
  hasMoved: boolean;
}

export function createPointer(chart: Chart, tip: Tip): Pointer {
  let drag: Drag | null = null;
  let rest: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => {
    clearTimeout(rest);
    drag = null;
    chart.brush = chart.band = chart.preview = null;
  };
  return {
    down(place, keys) {
      const kind = axisAt(chart.layout, place.x, place.y) ?? kindOnPlot(chart, keys);
      drag = { start: place, kind, range: chart.range, hasMoved: false };
    },
    move(place) {
      if (drag !== null) follow(chart, drag, place);
      else if (isOnPlot(chart, place)) tip.point(place, timeAt(chart, place.x));
      else tip.hide();
    },
    up(place) {
      const ended = drag;
      drag = null;
      if (ended?.hasMoved === true) settle(chart, ended);
      else if (ended?.kind === 'brush') pinAt(chart, tip, place);
      else if (ended?.kind === 'note') annotateAt(chart, place);
    },
    leave() {
      if (drag === null) tip.hide();
    },
    cancel,
    wheel(place, delta) {
      const at = timeAt(chart, place.x);
      tip.hide();
      chart.preview = zoomRange(chart.range, at, Math.exp(delta * zoomPerPixel));
      clearTimeout(rest);
      rest = setTimeout(() => commitPreview(chart), wheelRestMs);
    },
    doubleClick(place) {
      tip.close();
      if (axisAt(chart.layout, place.x, place.y) === undefined) chart.host.zoomBack();
      else chart.resetAxes();
    },
    close: cancel,
  };
}

function kindOnPlot({ host }: Chart, { isPan, isNote, isContrast }: Held): Drag['kind'] {
  if (isPan) return 'pan';
  if (isNote && host.annotate !== undefined) return 'note';
  return isContrast && host.contrast !== undefined ? 'contrast' : 'brush';
}

function follow(chart: Chart, drag: Drag, { x, y }: Place): void {
  const { start, kind } = drag;
  const distance = Math.max(Math.abs(x - start.x), Math.abs(y - start.y));
  const moved = kind === 'left' || kind === 'right' ? Math.abs(y - start.y) : distance;
  drag.hasMoved ||= moved >= dragPx;
  if (!drag.hasMoved) return;
  if (kind === 'brush' || kind === 'note' || kind === 'contrast')
    chart.brush = { from: timeAt(chart, start.x), to: timeAt(chart, x) };
  else if (kind === 'pan') chart.preview = shifted(drag.range, (start.x - x) / perMs(chart));
  else chart.band = { side: kind, from: start.y, to: y };
}

function settle(chart: Chart, { kind }: Drag): void {
  if (kind === 'brush') zoomToBrush(chart);
  else if (kind === 'note') annotate(chart, chart.brush);
  else if (kind === 'contrast') contrast(chart, chart.brush);
  else if (kind === 'pan') commitPreview(chart);
  else {
    if (chart.band !== null) chart.zoomAxis(chart.band);
    chart.band = null;
  }
}

/** Asks the dashboard for the range that is selected. */
export function zoomToBrush(chart: Chart): void {
  const { brush } = chart;
  chart.brush = null;
  if (brush === null) return;
  zoomTo(chart, { from: Math.min(brush.from, brush.to), to: Math.max(brush.from, brush.to) });
}

/** Lets the viewer write down what happened; false without a place for it. */
export function annotate(chart: Chart, range: Interval | null): boolean {
  chart.brush = null;
  if (range === null) return false;
  const ends = [range.from, range.to].map(Math.round);
  chart.host.annotate?.({ from: Math.min(...ends), to: Math.max(...ends) });
  return true;
}

/** Asks what is different in a part of the time; false where there is none, or nobody can tell. */
export function contrast(chart: Chart, part: Interval | null): boolean {
  chart.brush = null;
  if (part === null || chart.host.contrast === undefined) return false;
  const ends = [part.from, part.to].map(Math.round);
  chart.host.contrast({ from: Math.min(...ends), to: Math.max(...ends) });
  return true;
}

/** The bucket nearest to a time; null where there is none, or points stand for no time. */
export function bucketAt(chart: Chart, time: number | null): Interval | null {
  const { props, set } = chart;
  const from = time === null ? undefined : set.times[chart.indexAt(time)];
  const ms = bucketMs(set.times, props.stepMs);
  return from === undefined || !(ms > 0) ? null : { from, to: from + ms };
}

function annotateAt(chart: Chart, { x }: Place): void {
  const time = timeAt(chart, x);
  annotate(chart, { from: time, to: time });
}

function commitPreview(chart: Chart): void {
  const { preview } = chart;
  if (preview !== null) zoomTo(chart, preview);
  chart.preview = null;
}

function zoomTo(chart: Chart, range: Interval): void {
  const from = Math.round(range.from);
  const to = Math.round(range.to);
  if (to > from) chart.host.zoom({ from, to });
}

function pinAt(chart: Chart, tip: Tip, place: Place): void {
  if (!tip.isPinned) tip.point(place, timeAt(chart, place.x));
  tip.togglePin();
}

function isOnPlot({ layout }: Chart, { x }: Place): boolean {
  return x >= layout.box.left - 4 && x <= layout.box.left + layout.box.width + 4;
}

function timeAt({ layout }: Chart, x: number): number {
  const right = layout.box.left + layout.box.width;
  return pixelToTime(layout.time, Math.max(layout.box.left, Math.min(right, x)));
}

function perMs({ layout }: Chart): number {
  return layout.time.perMs || 1;
}

const shifted = ({ from, to }: Interval, ms: number): Interval => ({
  from: from + ms,
  to: to + ms,
});
