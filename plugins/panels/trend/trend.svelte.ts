import { configOf, toSeries, type FieldConfig } from '@heliostat/sdk';
import {
  resolveColor,
  timeAxis,
  type CanvasDraw,
  type PanelComponentProps,
} from '@heliostat/sdk/ui';
import { bisectCenter, median, pairs } from 'd3-array';
import { findAnomalies, tolerances, type Anomaly } from './anomalies.ts';
import { toBand } from './band.ts';
import { toBaseline } from './baseline.ts';
import { layoutTrend } from './layout.ts';
import type { Options } from './options.ts';
import { paintTrend } from './paint.ts';
import { explain, spoken, type Told } from './readout.ts';

type Input = PanelComponentProps<Options>;

const noValues = new Float64Array(0);

/** The state of one trend, and everything derived from it and the panel's props. */
export class Trend {
  readonly #input: () => Input;
  /** The point that is read; −1 for none. */
  current = $state(-1);

  constructor(input: () => Input) {
    this.#input = input;
  }

  get props() {
    return this.#input().props;
  }

  get host() {
    return this.#input().host;
  }

  readonly #frames = $derived(this.props.frames);
  readonly #options = $derived(this.props.options);
  readonly set = $derived(toSeries(this.#frames));
  readonly series = $derived(
    this.set.series.find(({ name }) => name === this.#options.series) ?? this.set.series[0],
  );
  /** How many more series there are. */
  readonly others = $derived(this.set.series.length + this.set.omitted - 1);
  readonly times = $derived(this.set.times);
  readonly values = $derived(this.series?.values ?? noValues);
  readonly config: FieldConfig = $derived(
    configOf(this.props.fields, {
      names: [this.series?.field ?? '', this.series?.name ?? ''],
      type: 'number',
      unit: this.series?.unit,
    }),
  );
  readonly baseline = $derived(
    toBaseline(
      { times: this.times, values: this.values },
      { season: this.#options.season, timeZone: this.host.timeZone },
    ),
  );
  readonly band = $derived(
    toBand({
      values: this.values,
      baseline: this.baseline,
      tolerance: tolerances[this.#options.sensitivity],
      config: this.config,
    }),
  );
  /** A live bucket that is still filling is no drop. */
  readonly #openFrom = $derived.by(() => {
    const last = this.times.length - 1;
    const end = (this.times[last] ?? 0) + this.props.stepMs;
    const isOpen = this.props.stepMs > 0 && end > this.host.now();
    return isOpen ? last : Infinity;
  });
  /** Those in the visible range, the newest first. */
  readonly anomalies: readonly Anomaly[] = $derived.by(() => {
    const { from, to } = this.props.range;
    const isVisible = (i: number) => (this.times[i] ?? NaN) >= from && (this.times[i] ?? NaN) <= to;
    return findAnomalies({
      values: this.values,
      baseline: this.baseline,
      options: this.#options,
      openFrom: this.#openFrom,
    })
      .filter(({ start, end }) => isVisible(start) || isVisible(end))
      .reverse();
  });
  readonly range = $derived.by(() => {
    const { from, to } = this.props.range;
    return { from, to: Math.max(to, from + 1) };
  });
  readonly layout = $derived(
    layoutTrend({
      width: this.props.width,
      height: this.props.height,
      hasList: this.#options.list !== 'off',
      hasNote: this.others > 0,
      range: this.range,
      times: this.times,
      values: this.values,
      band: this.band,
      config: this.config,
    }),
  );
  readonly ticks = $derived(timeAxis(this.range, this.layout.plot.width, this.host.timeZone));
  readonly colors = $derived.by(() => {
    const { theme } = this.host;
    const { color } = this.config;
    return {
      line: color === undefined ? resolveColor('series.1', theme) : resolveColor(color, theme),
      band: theme.ink3,
      unusual: theme.crit,
      panel: theme.panel,
    };
  });

  readonly #gapMs = $derived.by(() => {
    const steps = pairs([...this.times.subarray(0, 500)], (a, b) => b - a);
    return 3 * Math.max(this.props.stepMs, median(steps) ?? Infinity);
  });

  readonly draw: CanvasDraw = $derived.by(() => {
    const { layout, times, values, band, anomalies, colors } = this;
    const { expected } = this.baseline;
    const scene = { layout, times, values, expected, band, anomalies, colors };
    const gapMs = this.#gapMs;
    return (context) => paintTrend(context, { ...scene, gapMs });
  });

  readonly told: Told = $derived({
    name: (this.config.label ?? this.series?.name ?? '').slice(0, 200),
    times: this.times,
    values: this.values,
    baseline: this.baseline,
    band: this.band,
    config: this.config,
    timeZone: this.host.timeZone,
  });

  /** The point nearest to a time; −1 without points. */
  indexAt(time: number): number {
    return this.times.length === 0 ? -1 : bisectCenter(this.times, time);
  }

  /** Shows a point and reads it out. */
  read(index: number): void {
    this.current = Math.max(0, Math.min(this.times.length - 1, index));
    const { current } = this;
    const isUnusual = this.anomalies.some(({ start, end }) => start <= current && current <= end);
    this.host.cursor.move(this.times[current] ?? null, this.props.id);
    this.host.announce(spoken(explain(this.told, current), isUnusual));
  }

  /** The next anomaly in time from the current point, or the last one before it. */
  stepAnomaly(direction: 1 | -1): void {
    const peaks = this.anomalies.map(({ peak }) => peak).reverse();
    const from = this.current < 0 && direction < 0 ? Infinity : this.current;
    const next =
      direction > 0 ? peaks.find((peak) => peak > from) : peaks.findLast((peak) => peak < from);
    if (next === undefined) this.host.announce(`no ${direction > 0 ? 'later' : 'earlier'} anomaly`);
    else this.read(next);
  }

  /** The dashboard's range around an anomaly: ten times as long as it. */
  zoomTo({ start, end }: Anomaly): void {
    const from = this.times[start] ?? 0;
    const to = this.times[end] ?? 0;
    const around = 5 * Math.max(to - from, this.props.stepMs, this.#gapMs / 3, 1000);
    this.host.zoom({ from: Math.round(from - around), to: Math.round(to + around) });
  }

  /** Asks what is different in its time. */
  contrast({ start, end }: Anomaly): void {
    const from = this.times[start] ?? 0;
    const to = (this.times[end] ?? 0) + Math.max(this.props.stepMs, this.#gapMs / 3, 1);
    this.host.contrast?.({ from: Math.round(from), to: Math.round(to) });
  }
}
