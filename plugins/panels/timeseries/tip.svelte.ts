import { formatTime } from '@heliostat/sdk';
import type { Chart } from './chart.svelte.ts';
import {
  formatMark,
  nearestReading,
  rankReadings,
  readPoint,
  toRows,
  type Rows,
} from './readout.ts';
import { timeToPixel } from './time-scale.ts';
import { pixelMap, valueToPixel } from './value-scale.ts';

/** Where a tooltip stands, in CSS pixels of the plot, and in which order its rows are. */
interface Anchor {
  x: number;
  y: number;
  time: number;
  order: readonly string[];
}

/** The tooltip of one chart: follows the pointer or the keys, or is pinned. */
export class Tip {
  readonly #chart: Chart;
  anchor = $state.raw<Anchor | null>(null);
  isPinned = $state(false);

  constructor(chart: Chart) {
    this.#chart = chart;
  }

  readonly content = $derived.by((): (Rows & { title: string }) | null => {
    const chart = this.#chart;
    if (this.anchor === null || chart.cursorIndex < 0) return null;
    const readings = readPoint(chart.marks, chart.cursorIndex, null);
    const rows = toRows(readings, this.anchor.order, {
      nearest: chart.nearest,
      theme: chart.host.theme,
    });
    const time = chart.set.times[chart.cursorIndex];
    return { ...rows, title: formatTime(time, chart.host.timeZone) };
  });

  /** Shows the values at a place of the plot; a pinned tooltip stays where it is. */
  point(x: number, y: number, time: number): void {
    if (this.isPinned) return;
    const chart = this.#chart;
    chart.cursorTime = time;
    const readings = readPoint(chart.marks, chart.cursorIndex, { layout: chart.layout, y });
    chart.nearest = nearestReading(readings)?.mark.name ?? null;
    const order = rankReadings(readings, chart.props.options.tooltip);
    this.anchor = { x, y, time: chart.set.times[chart.cursorIndex] ?? time, order };
    chart.host.cursor.move(this.anchor.time, chart.props.id);
  }

  /** The same for a point and a series chosen by key; reads it out. */
  read(index: number, name: string | null): void {
    const chart = this.#chart;
    const time = chart.set.times[index];
    if (time === undefined) return;
    const mark = chart.marks.find((one) => one.name === name) ?? chart.marks[0];
    this.point(timeToPixel(chart.layout.time, time), this.#heightOf(mark, index), time);
    chart.nearest = mark?.name ?? null;
    const value = mark?.series.values[index] ?? null;
    const at = formatTime(time, chart.host.timeZone);
    if (mark !== undefined)
      chart.host.announce(`${at}, ${mark.label.slice(0, 100)}, ${formatMark(mark, value)}`);
  }

  hide(): void {
    if (this.isPinned || this.anchor === null) return;
    this.anchor = null;
    this.#chart.cursorTime = null;
    this.#chart.nearest = null;
    this.#chart.host.cursor.move(null, this.#chart.props.id);
  }

  togglePin(): void {
    if (this.isPinned) this.close();
    else this.isPinned = this.anchor !== null;
  }

  close(): void {
    this.isPinned = false;
    this.hide();
  }

  #heightOf(mark: Chart['marks'][number] | undefined, index: number): number {
    const { layout } = this.#chart;
    const axis = layout.axes.find((one) => one.side === mark?.axis);
    if (axis === undefined || mark === undefined) return layout.box.top;
    const map = pixelMap(axis.scale, layout.box.top, layout.box.height);
    const y = valueToPixel(map, mark.top[index] ?? NaN);
    return Number.isFinite(y) ? y : layout.box.top;
  }
}
