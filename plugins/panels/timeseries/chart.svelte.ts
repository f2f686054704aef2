import { formatText, toSeries, type Interval } from '@heliostat/sdk';
import { pickSeries, type LegendItem, type PanelComponentProps } from '@heliostat/sdk/ui';
import { whyEmpty } from './emptiness.ts';
import { endLabelWidth, placeEndLabels } from './labels.ts';
import { layoutChart } from './layout.ts';
import { legendSize } from './legend-size.ts';
import { preparedSet, styleSeries, toMarks } from './marks.ts';
import type { FieldOptions, Options } from './options.ts';
import { paintAxes } from './paint-axes.ts';
import { bucketMs } from './paint-bars.ts';
import { paintData } from './paint-data.ts';
import { paintOverlay } from './paint-overlay.ts';
import { nearestPoint, visibleSpan } from './points.ts';
import { formatMark } from './readout.ts';
import { statisticOf } from './statistics.ts';
import { summarizeChart } from './summary.ts';
import { slideRange } from './time-scale.ts';

type Input = PanelComponentProps<Options, FieldOptions>;

/** The state of one chart, and everything derived from it and the panel's props. */
export class Chart {
  readonly #input: () => Input;
  /** Names of series that are not shown. */
  hidden = $state.raw<ReadonlySet<string>>(new Set());
  /** The series that stands out while the others are dimmed. */
  highlight = $state.raw<string | null>(null);
  /** Where the crosshair is, epoch milliseconds. */
  cursorTime = $state.raw<number | null>(null);
  /** The series nearest to the pointer, or chosen by key. */
  nearest = $state.raw<string | null>(null);
  brush = $state.raw<Interval | null>(null);
  /** Counts the steps of a live chart's time axis. */
  ticks = $state(0);

  constructor(input: () => Input) {
    this.#input = input;
  }

  get props() {
    return this.#input().props;
  }

  get host() {
    return this.#input().host;
  }

  /** What is visible: a live chart ends now. */
  readonly range = $derived.by((): Interval => {
    const { range, live, width } = this.props;
    if (live && this.ticks >= 0)
      return slideRange(range, this.host.now(), width * devicePixelRatio);
    return range.to > range.from ? range : { from: range.from - 30_000, to: range.from + 30_000 };
  });

  readonly #frames = $derived(this.props.frames);
  readonly #options = $derived(this.props.options);
  readonly #all = $derived(toSeries(this.#frames, { maxSeries: this.#options.maxSeries }));
  readonly set = $derived(preparedSet(this.#all, this.#options, this.props.stepMs));

  readonly styles = $derived(
    styleSeries(this.set, {
      options: this.#options,
      fields: this.props.fields,
      theme: this.host.theme,
      colorOf: (name) => this.host.color(name),
    }),
  );
  readonly marks = $derived(toMarks(this.styles, this.hidden, this.#options.stack));
  readonly span = $derived(visibleSpan(this.set.times, this.range));

  readonly emptiness = $derived(
    whyEmpty(this.#frames, this.set, { range: this.range, timeZone: this.host.timeZone }),
  );

  readonly legend = $derived(
    legendSize(
      this.styles.map((style) => style.label),
      this.#options.legendValues.length,
      { width: this.props.width, height: this.props.height, place: this.#options.legend },
    ),
  );
  /** Of the plot with its axes, in CSS pixels. */
  readonly size = $derived({
    width: Math.max(0, this.props.width - (this.legend.place === 'right' ? this.legend.width : 0)),
    height: Math.max(
      0,
      this.props.height - (this.legend.place === 'bottom' ? this.legend.height : 0),
    ),
  });

  readonly layout = $derived(
    layoutChart({
      ...this.size,
      range: this.range,
      timeZone: this.host.timeZone,
      marks: this.marks,
      span: this.span,
      options: this.#options,
      labelWidth: this.#options.labels === 'off' ? 0 : endLabelWidth(this.marks, this.size.width),
    }),
  );

  readonly #bucketMs = $derived(
    bucketMs({ times: this.set.times, stepMs: this.props.stepMs, layout: this.layout }),
  );

  readonly drawData = $derived(
    paintData({
      layout: this.layout,
      times: this.set.times,
      span: this.span,
      sparse: this.set.sparse,
      marks: this.marks,
      options: this.#options,
      stepMs: this.props.stepMs,
      highlight: this.highlight,
      openFrom: this.props.live ? this.range.to - this.#bucketMs + 1 : Infinity,
    }),
  );

  readonly drawAxes = $derived.by(() => {
    const first = this.marks[0]?.field;
    return paintAxes({
      layout: this.layout,
      theme: this.host.theme,
      thresholds: this.#options.thresholds === 'line' ? (first?.thresholds ?? []) : [],
      formatValue: (value) => formatText(value, { unit: first?.unit }),
    });
  });

  /** The point under the crosshair; -1 when it is out or there is none near it. */
  readonly cursorIndex = $derived.by(() => {
    const time = this.cursorTime;
    if (time === null || time < this.range.from || time > this.range.to) return -1;
    return nearestPoint(this.set.times, time);
  });

  /** Null while there is nothing above the data. */
  readonly drawOverlay = $derived.by(() => {
    const { brush, cursorTime: time, cursorIndex: index } = this;
    if (time === null && brush === null) return null;
    return paintOverlay({
      layout: this.layout,
      theme: this.host.theme,
      marks: this.marks,
      crosshair: time === null ? null : { index, time: this.set.times[index] ?? time },
      nearest: this.nearest,
      brush,
    });
  });

  readonly endLabels = $derived(
    this.#options.labels === 'off' || endLabelWidth(this.marks, this.size.width) === 0
      ? []
      : placeEndLabels(this.marks, this.span, this.layout),
  );

  /** Statistics of the visible points, before the crosshair. */
  readonly #statistics = $derived(
    this.styles.map((style) =>
      this.#options.legendValues.map((one) => statisticOf(style.series.values, this.span, one)),
    ),
  );

  readonly legendItems = $derived(
    this.styles.map((style, i): LegendItem => {
      const values = this.#statistics[i] ?? [];
      return {
        name: style.name,
        label: style.label,
        color: style.color,
        dash: style.dash,
        isHidden: this.hidden.has(style.name),
        values: this.#options.legendValues.map((one, column) =>
          formatMark(
            style,
            one === 'last' ? this.#lastOf(i, values[column]) : (values[column] ?? null),
          ),
        ),
      };
    }),
  );

  readonly summary = $derived(
    this.emptiness === undefined
      ? summarizeChart({
          title: this.props.title,
          marks: this.marks,
          times: this.set.times,
          span: this.span,
          range: this.range,
          timeZone: this.host.timeZone,
        })
      : `${this.props.title.slice(0, 200)}: ${this.emptiness.title}. ${this.emptiness.hint}`,
  );

  pick(name: string, mode: Parameters<typeof pickSeries>[2]['mode']): void {
    const names = this.styles.map((style) => style.name);
    this.hidden = pickSeries(this.hidden, names, { name, mode });
  }

  /** With the crosshair out, the value under it. */
  #lastOf(series: number, last: number | null | undefined): number | null {
    if (this.cursorIndex < 0) return last ?? null;
    return this.styles[series]?.series.values[this.cursorIndex] ?? null;
  }
}
