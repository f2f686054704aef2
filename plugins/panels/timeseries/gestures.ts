import type { Chart } from './chart.svelte.ts';
import { commandOf, type Command } from './keyboard.ts';
import { pixelToTime } from './time-scale.ts';
import type { Tip } from './tip.svelte.ts';

/** Shorter drags are clicks. */
const dragPx = 4;

interface Drag {
  startX: number;
  isPan: boolean;
  hasMoved: boolean;
}

/** What pointer and keys do on a plot. */
export interface Gestures {
  /** Positions are CSS pixels from the plot's top left corner. */
  down(x: number, isPan: boolean): void;
  move(x: number, y: number): void;
  up(x: number, y: number): void;
  leave(): void;
  cancel(): void;
  /** Whether the key was the plot's. */
  key(event: KeyboardEvent): boolean;
}

export function createGestures(chart: Chart, tip: Tip, onTable: () => void): Gestures {
  let drag: Drag | null = null;
  const timeAt = (x: number) => pixelToTime(chart.layout.time, clampToPlot(chart, x));
  return {
    down(x, isPan) {
      drag = { startX: x, isPan, hasMoved: false };
    },
    move(x, y) {
      if (drag !== null && Math.abs(x - drag.startX) >= dragPx) drag.hasMoved = true;
      if (drag?.hasMoved === true && !drag.isPan)
        chart.brush = { from: timeAt(drag.startX), to: timeAt(x) };
      else if (drag === null && isOnPlot(chart, x)) tip.point(x, y, timeAt(x));
      else if (drag === null) tip.hide();
    },
    up(x, y) {
      const ended = drag;
      drag = null;
      if (ended === null) return;
      if (!ended.hasMoved) pinAt(tip, { x, y, time: timeAt(x) });
      else if (ended.isPan)
        pan(
          chart,
          pixelToTime(chart.layout.time, ended.startX) - pixelToTime(chart.layout.time, x),
        );
      else zoomToBrush(chart);
    },
    leave() {
      if (drag === null) tip.hide();
    },
    cancel() {
      drag = null;
      chart.brush = null;
    },
    key(event) {
      const command = commandOf(event);
      if (command === undefined) return false;
      run(command, { chart, tip, onTable });
      return true;
    },
  };
}

function isOnPlot({ layout }: Chart, x: number): boolean {
  return x >= layout.box.left - 4 && x <= layout.box.left + layout.box.width + 4;
}

function clampToPlot({ layout }: Chart, x: number): number {
  return Math.max(layout.box.left, Math.min(layout.box.left + layout.box.width, x));
}

function pinAt(tip: Tip, at: { x: number; y: number; time: number }): void {
  if (!tip.isPinned) tip.point(at.x, at.y, at.time);
  tip.togglePin();
}

function pan(chart: Chart, ms: number): void {
  const { from, to } = chart.range;
  chart.host.zoom({ from: Math.round(from + ms), to: Math.round(to + ms) });
}

function zoomToBrush(chart: Chart): void {
  const { brush } = chart;
  chart.brush = null;
  if (brush === null) return;
  const from = Math.round(Math.min(brush.from, brush.to));
  const to = Math.round(Math.max(brush.from, brush.to));
  if (to > from) chart.host.zoom({ from, to });
}

interface Target {
  chart: Chart;
  tip: Tip;
  onTable: () => void;
}

function run(command: Command, target: Target): void {
  const { chart, tip } = target;
  switch (command.type) {
    case 'step':
      step(target, command.points);
      break;
    case 'series':
      changeSeries(target, command.by);
      break;
    case 'edge':
      tip.read(command.edge === 'first' ? firstPoint(chart) : lastPoint(chart), chart.nearest);
      break;
    case 'brush':
      setBrushEdge(chart, command.edge);
      break;
    case 'enter':
      if (chart.brush === null) tip.togglePin();
      else zoomToBrush(chart);
      break;
    case 'escape':
      escape(target);
      break;
    case 'table':
      target.onTable();
  }
}

function step({ chart, tip }: Target, points: number): void {
  const first = firstPoint(chart);
  const last = lastPoint(chart);
  if (last < first) return;
  const start = chart.cursorIndex < 0 ? (points > 0 ? first - 1 : last + 1) : chart.cursorIndex;
  const found = nextWithValue(chart, start + points, Math.sign(points));
  tip.read(Math.max(first, Math.min(last, found)), chart.nearest);
}

/** In sparse sets a series has no value at most points: those are passed over. */
function nextWithValue(chart: Chart, from: number, direction: number): number {
  const mark = chart.marks.find((one) => one.name === chart.nearest) ?? chart.marks[0];
  const last = lastPoint(chart);
  let index = from;
  while (index > firstPoint(chart) && index < last && Number.isNaN(mark?.top[index]))
    index += direction;
  return index;
}

function changeSeries({ chart, tip }: Target, by: 1 | -1): void {
  const { marks } = chart;
  if (marks.length === 0) return;
  const at = marks.findIndex((mark) => mark.name === chart.nearest);
  const next = marks[(Math.max(0, at) + (at < 0 ? 0 : by) + marks.length) % marks.length];
  tip.read(chart.cursorIndex < 0 ? lastPoint(chart) : chart.cursorIndex, next?.name ?? null);
}

function setBrushEdge(chart: Chart, edge: 'from' | 'to'): void {
  const { range } = chart;
  const time = chart.cursorTime ?? (edge === 'from' ? range.from : range.to);
  chart.brush = { ...(chart.brush ?? range), [edge]: time };
  chart.host.announce(
    edge === 'from' ? 'zoom starts here, ] sets the end' : 'zoom ends here, Enter zooms',
  );
}

/** One thing at a time: the pin, then the brush, then the zoom. */
function escape({ chart, tip }: Target): void {
  if (tip.isPinned) tip.close();
  else if (chart.brush !== null) chart.brush = null;
  else if (tip.anchor !== null && chart.cursorTime !== null) tip.hide();
  else chart.host.zoomBack();
}

/** The first point that lies in the range itself. */
function firstPoint({ set, span, range }: Chart): number {
  return (set.times[span.start] ?? 0) < range.from ? span.start + 1 : span.start;
}

function lastPoint({ set, span, range }: Chart): number {
  return (set.times[span.end - 1] ?? 0) > range.to ? span.end - 2 : span.end - 1;
}
