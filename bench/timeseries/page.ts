import '../../plugins/panels/timeseries/TimeseriesPanel.svelte';
import panel from '../../plugins/panels/timeseries/ui.ts';
import '../../sdk/ui/tokens.css';
import { assignColors, readTheme } from '../../sdk/ui/index.ts';
import { withDefaults, type Frame, type PanelHost, type Theme } from '@heliostat/sdk';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { chartSize, makeTimes, makeValues, type BenchCase, type Library } from './cases.ts';

/** One chart on the page, whatever draws it. */
interface Chart {
  /** Replaces all data. */
  update(columns: Columns): void;
  /** Moves the pointer to a place of the chart, in CSS pixels from its left. */
  hover(x: number): void;
}

interface Columns {
  times: Float64Array;
  values: Float64Array[];
}

type Mount = (element: HTMLElement, columns: Columns) => Chart;

/** What the measuring side calls, in this order. */
export interface BenchPage {
  prepare(bench: BenchCase): void;
  mount(library: Library): Promise<void>;
  update(round: number): Promise<void>;
  hover(moves: number): Promise<void>;
}

const mounts: Record<Library, Mount> = {
  heliostat: mountHeliostat,
  uplot: mountUplot,
  blank: mountBlank,
};

let bench: BenchCase;
let rounds: Columns[] = [];
let chart: Chart;
let theme: Theme;

const page: BenchPage = {
  prepare(given) {
    bench = given;
    theme = readTheme(document.documentElement);
    const times = makeTimes(bench.points);
    rounds = [1, 2].map((round) => ({
      times,
      values: Array.from({ length: bench.series }, (_, i) =>
        makeValues(bench.points, i * 2 + round),
      ),
    }));
  },
  async mount(library) {
    const element = document.createElement('div');
    document.body.append(element);
    chart = mounts[library](element, roundOf(0));
    await painted();
  },
  async update(round) {
    chart.update(roundOf(round));
    await painted();
  },
  async hover(moves) {
    for (let move = 0; move < moves; move++) {
      chart.hover(100 + ((move * 37) % 800));
      await nextFrame();
    }
  },
};
Object.assign(globalThis, { bench: page });

function roundOf(round: number): Columns {
  return rounds[round % rounds.length] ?? { times: new Float64Array(0), values: [] };
}

function nextFrame(): Promise<void> {
  return new Promise((done) => requestAnimationFrame(() => done()));
}

/** Two frames for charts that load and schedule first, and one for the paint itself. */
async function painted(): Promise<void> {
  for (let frame = 0; frame < 3; frame++) await nextFrame();
}

function mountHeliostat(element: HTMLElement, columns: Columns): Chart {
  const props = {
    id: 'bench',
    title: 'Bench',
    frames: [toFrame(columns)],
    options: withDefaults(panel.options, {}),
    fields: {},
    range: rangeOf(columns),
    stepMs: 1000,
    live: false,
    ...chartSize,
  };
  const mounted = panel.mount(element, props, createHost());
  return {
    update: (next) => mounted.update({ ...props, frames: [toFrame(next)] }),
    hover(x) {
      const plot = element.querySelector('[role="application"]');
      const { left = 0, top = 0 } = plot?.getBoundingClientRect() ?? {};
      plot?.dispatchEvent(
        new PointerEvent('pointermove', { clientX: left + x, clientY: top + 150, bubbles: true }),
      );
    },
  };
}

function toFrame({ times, values }: Columns): Frame {
  const numbers = values.map((column, i) => ({
    name: `web-${i}`,
    type: 'number' as const,
    values: column,
  }));
  return { length: times.length, fields: [{ name: 't', type: 'time', values: times }, ...numbers] };
}

function rangeOf({ times }: Columns) {
  return { from: times[0] ?? 0, to: times.at(-1) ?? 1 };
}

function createHost(): PanelHost {
  return {
    theme,
    timeZone: 'utc',
    color: (name, among) => theme.series[assignColors(among).get(name) ?? 0] ?? theme.ink,
    now: () => Date.now(),
    cursor: { time: null, source: null, move: () => undefined, subscribe: () => () => undefined },
    schedule: (draw) => void requestAnimationFrame(draw),
    zoom: () => undefined,
    zoomBack: () => false,
    select: () => undefined,
    choose: () => undefined,
    announce: () => undefined,
    summarize: () => undefined,
    portal: document.body,
  };
}

/** As wide a line as ours, its own legend and cursor, and no plugin. */
function mountUplot(element: HTMLElement, columns: Columns): Chart {
  const series = columns.values.map((_, i) => ({
    label: `web-${i}`,
    stroke: theme.series[i % 10] ?? theme.ink,
    width: 1 / devicePixelRatio,
  }));
  const options = { ...chartSize, ms: 1 as const, series: [{}, ...series] };
  const plot = new UPlot(options, toUplot(columns), element);
  return {
    update: (next) => plot.setData(toUplot(next)),
    hover(x) {
      const { left, top } = plot.over.getBoundingClientRect();
      plot.over.dispatchEvent(
        new MouseEvent('mousemove', { clientX: left + x, clientY: top + 150, bubbles: true }),
      );
    },
  };
}

function toUplot({ times, values }: Columns): UPlot.AlignedData {
  return [times, ...values];
}

function mountBlank(element: HTMLElement): Chart {
  const canvas = document.createElement('canvas');
  canvas.width = chartSize.width * devicePixelRatio;
  canvas.height = chartSize.height * devicePixelRatio;
  element.append(canvas);
  const clear = () => canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
  clear();
  return { update: clear, hover: clear };
}
