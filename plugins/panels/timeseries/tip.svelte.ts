import { formatTime, type Interval } from '@heliostat/sdk';
import type { TooltipRow } from '@heliostat/sdk/ui';
import type { Chart } from './chart.svelte.ts';
import { heightOf } from './crosshair.ts';
import type { Place } from './pointer.ts';
import {
  formatMark,
  nearestReading,
  nearRows,
  rankReadings,
  readPoint,
  toRow,
  type Reading,
} from './readout.ts';
import { timeToPixel } from './time-scale.ts';

const aroundMs = 5 * 60_000;

/** What a tooltip stands at, and in which order its rows are. */
interface Anchor extends Place {
  time: number;
  order: readonly string[];
}

interface Content {
  title: string;
  rows: readonly TooltipRow[];
  /** Rows that are left out. */
  more: number;
}

/** The tooltip of one chart: follows the pointer or the keys, or is pinned. */
export class Tip {
  readonly #chart: Chart;
  anchor = $state.raw<Anchor | null>(null);
  isPinned = $state(false);

  constructor(chart: Chart) {
    this.#chart = chart;
  }

  /** Its own, or what another panel points at where the host wants that told. */
  readonly shown = $derived.by((): Anchor | null => this.anchor ?? this.#told());

  #told(): Anchor | null {
    const { cursorTime, cursorIndex: index, host, marks, layout, props, set } = this.#chart;
    const time = set.times[index];
    if (cursorTime === null || time === undefined || host.cursor.hasTooltips !== true) return null;
    const order = rankReadings(readPoint(marks, index, null), props.options.tooltip);
    return { x: timeToPixel(layout.time, time), y: layout.box.top, time, order };
  }

  /** Pinned, it stays at its time and has all rows. */
  readonly content = $derived.by((): Content | null => {
    const chart = this.#chart;
    const anchor = this.shown;
    const index = anchor === null ? -1 : chart.indexAt(anchor.time);
    if (anchor === null || index < 0) return null;
    const readings = readPoint(chart.marks, index, null);
    const shown = nearRows(readings, anchor.order, {
      nearest: chart.nearest,
      limit: this.isPinned ? Infinity : 10,
    });
    const rows = shown.map((one) => this.#toRow(one));
    const title = formatTime(chart.set.times[index], chart.host.timeZone);
    return { title, rows, more: readings.length - rows.length };
  });

  #toRow(reading: Reading): TooltipRow {
    const { nearest, host } = this.#chart;
    return toRow(reading, reading.mark.name === nearest, host.theme);
  }

  /** Shows the values at a place of the plot; a pinned tooltip stays where it is. */
  point({ x, y }: Place, time: number): void {
    if (this.isPinned) return;
    const chart = this.#chart;
    chart.cursorTime = time;
    const index = chart.cursorIndex;
    const readings = readPoint(chart.marks, index, { layout: chart.layout, y });
    chart.nearest = nearestReading(readings)?.mark.name ?? null;
    const order = rankReadings(readings, chart.props.options.tooltip);
    this.anchor = { x, y, time: chart.set.times[index] ?? time, order };
    chart.host.cursor.move(this.anchor.time, chart.props.id);
  }

  /** The same for a point and a series chosen by key; reads it out. */
  read(index: number, name: string | null): void {
    const chart = this.#chart;
    const time = chart.set.times[index];
    if (time === undefined) return;
    const mark = chart.marks.find((one) => one.name === name) ?? chart.marks[0];
    const y = mark === undefined ? undefined : heightOf(chart.layout, mark, index);
    this.point({ x: timeToPixel(chart.layout.time, time), y: y ?? chart.layout.box.top }, time);
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

  /** The range around a pinned time; undefined where no more than that is shown. */
  readonly around = $derived.by((): Interval | undefined => {
    const { from, to } = this.#chart.range;
    const time = this.anchor?.time;
    if (time === undefined || to - from <= 2 * aroundMs) return;
    return { from: time - aroundMs, to: time + aroundMs };
  });

  togglePin(): void {
    if (this.isPinned) this.close();
    else this.isPinned = this.anchor !== null;
  }

  close(): void {
    this.isPinned = false;
    this.hide();
  }
}
