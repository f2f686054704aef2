import type { Interval } from '@heliostat/sdk';
import { isPageKey } from '@heliostat/sdk/ui';
import type { Chart } from './chart.svelte.ts';
import { annotate, bucketAt, contrast, zoomToBrush } from './pointer.ts';
import { middleBand } from './selection.ts';
import type { Tip } from './tip.svelte.ts';

/** What the keys of a plot act on. */
export interface Target {
  chart: Chart;
  tip: Tip;
  /** Shows the points as a table. */
  onTable: () => void;
}

const fast = 10;

/** Does what a key does on a plot; false for keys that are the page's, as all with Ctrl, Cmd or Alt. */
export function pressKey(event: KeyboardEvent, target: Target): boolean {
  if (isPageKey(event)) return false;
  const act = keys[event.key];
  return act !== undefined && act(target, event.shiftKey ? fast : 1) !== false;
}

/** False: there was nothing to do here. */
type Act = (target: Target, points: number) => unknown;

const keys: Readonly<Record<string, Act>> = {
  ArrowLeft: (target, points) => step(target, -points),
  ArrowRight: (target, points) => step(target, points),
  ArrowUp: (target) => changeSeries(target, -1),
  ArrowDown: (target) => changeSeries(target, 1),
  Home: ({ chart, tip }) => tip.read(firstPoint(chart), chart.nearest),
  End: ({ chart, tip }) => tip.read(lastPoint(chart), chart.nearest),
  '[': ({ chart }) => setBrushEdge(chart, 'from'),
  ']': ({ chart }) => setBrushEdge(chart, 'to'),
  Enter: ({ chart, tip }) => (chart.brush === null ? tip.togglePin() : zoomToBrush(chart)),
  '+': (target) => zoomAxis(target, 0.5),
  '-': (target) => zoomAxis(target, 2),
  '0': ({ chart }) => chart.resetAxes(),
  Escape: (target) => escape(target),
  n: ({ chart }) => annotate(chart, chart.brush ?? at(chart.cursorTime)),
  w: ({ chart }) => contrast(chart, chart.brush ?? bucketAt(chart, chart.cursorTime)),
  t: ({ onTable }) => onTable(),
  T: ({ onTable }) => onTable(),
};

function at(time: number | null): Interval | null {
  return time === null ? null : { from: time, to: time };
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

/** The axis of the series that was chosen, else the first. */
function zoomAxis({ chart }: Target, factor: number): void {
  const mark = chart.marks.find((one) => one.name === chart.nearest) ?? chart.marks[0];
  if (mark === undefined) return;
  chart.zoomAxis(middleBand(chart.layout, mark.axis, factor));
  const axis = chart.layout.axes.find((one) => one.side === mark.axis);
  if (axis === undefined) return;
  const { texts, unit } = axis;
  chart.host.announce(`values from ${texts[0] ?? ''} to ${texts.at(-1) ?? ''}${unit}`);
}

/** One thing at a time: the pin, the selection, the crosshair, the value axes, then the zoom. */
function escape({ chart, tip }: Target): boolean {
  if (tip.isPinned) tip.close();
  else if (chart.brush !== null) chart.brush = null;
  else if (tip.anchor !== null && chart.cursorTime !== null) tip.hide();
  else if (Object.keys(chart.ends).length > 0) chart.resetAxes();
  else return chart.host.zoomBack();
  return true;
}

/** The first point that lies in the range itself. */
function firstPoint({ set, span, range }: Chart): number {
  return (set.times[span.start] ?? 0) < range.from ? span.start + 1 : span.start;
}

function lastPoint({ set, span, range }: Chart): number {
  return (set.times[span.end - 1] ?? 0) > range.to ? span.end - 2 : span.end - 1;
}
