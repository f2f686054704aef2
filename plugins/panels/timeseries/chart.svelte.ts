import { toSeries, type Interval } from '@heliostat/sdk';
import {
  hiddenSeries,
  pickSeries,
  type CanvasDraw,
  type PanelComponentProps,
  type PickMode,
} from '@heliostat/sdk/ui';
import { crosshairAt } from './crosshair.ts';
import { whyEmpty } from './emptiness.ts';
import { endLabelWidth, placeEndLabels } from './labels.ts';
import { layoutChart, type AxisEnds } from './layout.ts';
import { legendItems, legendSize, valueWidths } from './legend.ts';
import { preparedSet, styleSeries, toMarks } from './marks.ts';
import type { FieldOptions, Options } from './options.ts';
import { noticeOf } from './notice.ts';
import { treatOpenBucket } from './open-bucket.ts';
import { paintAxes, paintUnits, type Scaffold } from './paint-axes.ts';
import { paintData, type Scene } from './paint-data.ts';
import { paintThresholds } from './paint-thresholds.ts';
import { Extents, nearestPoint, visibleSpan } from './points.ts';
import { bucketMs } from './runs.ts';
import { bandBox, brushBox, endsBetween, type Band } from './selection.ts';
import { statisticOf } from './statistics.ts';
import { summarizeChart } from './summary.ts';
import { thresholdsOf } from './thresholds.ts';
import { slideRange } from './time-scale.ts';

type Input = PanelComponentProps<Options, FieldOptions>;

/** The state of one chart, and everything derived from it and the panel's props. */
export class Chart {
  readonly #input: () => Input;
  /** The series that stands out while the others are dimmed. */
  highlight = $state.raw<string | null>(null);
  /** Where the crosshair is, epoch milliseconds. */
  cursorTime = $state.raw<number | null>(null);
  /** The series nearest to the pointer, or chosen by key. */
  nearest = $state.raw<string | null>(null);
  /** The part of the time axis that is being selected. */
  brush = $state.raw<Interval | null>(null);
  /** The part of a value axis that is being selected. */
  band = $state.raw<Band | null>(null);
  /** The range while it is being panned or zoomed, before the dashboard is asked for it. */
  preview = $state.raw<Interval | null>(null);
  /** Ends of value axes that the viewer has set. */
  ends = $state.raw<AxisEnds>({});
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
    if (this.preview !== null) return this.preview;
    if (live && this.ticks >= 0)
      return slideRange(range, this.host.now(), width * devicePixelRatio);
    return range.to > range.from ? range : { from: range.from - 30_000, to: range.from + 30_000 };
  });

  readonly #frames = $derived(this.props.frames);
  readonly #options = $derived(this.props.options);
  readonly #all = $derived(
    toSeries(this.#frames, { maxSeries: this.#options.maxSeries, compared: true }),
  );
  readonly set = $derived.by(() => {
    const { live, stepMs } = this.props;
    const set = preparedSet(this.#all, this.#options, stepMs);
    if (!live) return set;
    const open = { bucketMs: bucketMs(set.times, stepMs), now: this.host.now() };
    return treatOpenBucket(set, this.#options.openBucket, open);
  });

  readonly styles = $derived(
    styleSeries(this.set, {
      options: this.#options,
      fields: this.props.fields,
      theme: this.host.theme,
      colorOf: (name, among) => this.host.color(name, among),
    }),
  );
  readonly #names = $derived(this.styles.map((style) => style.name));
  /** Names of series that are not shown. */
  readonly #hidden = $derived(hiddenSeries(this.props.chosen, this.#names));
  readonly marks = $derived(toMarks(this.styles, this.#hidden, this.#options));
  readonly span = $derived(visibleSpan(this.set.times, this.range));
  readonly #extents = $derived(new Extents(this.span));

  /** Undefined too while the range is on the move: the plot under the pointer stays. */
  readonly emptiness = $derived(
    this.preview === null
      ? whyEmpty(this.#frames, this.set, { range: this.range, timeZone: this.host.timeZone })
      : undefined,
  );

  readonly legend = $derived(
    legendSize(
      this.styles.map((style) => style.label),
      valueWidths(this.styles, this.#options.legendValues.length),
      { panel: this.props, place: this.#options.legend },
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

  readonly #labelWidth = $derived(
    this.#options.labels === 'off' ? 0 : endLabelWidth(this.marks, this.size.width),
  );

  readonly layout = $derived(
    layoutChart({
      ...this.size,
      range: this.range,
      timeZone: this.host.timeZone,
      marks: this.marks,
      extents: this.#extents,
      options: this.#options,
      ends: this.ends,
      labelWidth: this.#labelWidth,
    }),
  );

  readonly #scene = $derived.by((): Scene => {
    const { live, stepMs } = this.props;
    const openMs = live ? bucketMs(this.set.times, stepMs) : 0;
    return {
      layout: this.layout,
      times: this.set.times,
      span: this.span,
      sparse: this.set.sparse,
      marks: this.marks,
      options: this.#options,
      stepMs,
      highlight: this.highlight,
      openFrom: openMs > 0 ? this.range.to - openMs + 1 : Infinity,
    };
  });

  /** Grid, axes, data and thresholds: all that stands still while the pointer moves. */
  readonly draw = $derived.by((): CanvasDraw => {
    const scene = this.#scene;
    const scaffold: Scaffold = {
      layout: this.layout,
      theme: this.host.theme,
      thresholds: this.#options.thresholds === 'line' ? thresholdsOf(this.marks) : [],
    };
    return (context, { dpr }) => {
      paintAxes(context, dpr, scaffold);
      paintData(context, dpr, scene);
      paintThresholds(context, dpr, scaffold);
      paintUnits(context, scaffold);
    };
  });

  /** The point under the crosshair; -1 when it is out or there is none near it. */
  readonly cursorIndex = $derived(this.cursorTime === null ? -1 : this.indexAt(this.cursorTime));

  readonly crosshair = $derived.by(() => {
    const { cursorTime, cursorIndex: index, nearest } = this;
    if (cursorTime === null) return null;
    const time = this.set.times[index] ?? cursorTime;
    return crosshairAt(this.layout, this.marks, { time, index, nearest });
  });

  /** What is being selected, in CSS pixels. */
  readonly selection = $derived.by(() => {
    if (this.brush !== null) return brushBox(this.layout, this.brush);
    return this.band === null ? null : bandBox(this.layout, this.band);
  });

  readonly endLabels = $derived(
    this.#labelWidth === 0 ? [] : placeEndLabels(this.marks, this.span, this.layout),
  );

  /** Statistics of the visible points, before the crosshair. */
  readonly #figures = $derived(
    this.styles.map(({ series }) =>
      this.#options.legendValues.map((one) =>
        statisticOf(series.values, { span: this.span, extents: this.#extents }, one),
      ),
    ),
  );

  readonly legendItems = $derived(
    legendItems(this.styles, {
      columns: this.#options.legendValues,
      hidden: this.#hidden,
      figures: this.#figures,
      cursorIndex: this.cursorIndex,
    }),
  );

  readonly summary = $derived(
    this.emptiness === undefined
      ? summarizeChart({
          title: this.props.title,
          marks: this.marks,
          times: this.set.times,
          span: this.span,
          extents: this.#extents,
          range: this.range,
          timeZone: this.host.timeZone,
        })
      : `${this.props.title.slice(0, 200)}: ${this.emptiness.title}. ${this.emptiness.hint}`,
  );

  /** What the viewer should know about what is not drawn. */
  readonly notice = $derived(noticeOf(this.set, this.#extents, this.#options.scale));

  /** The point nearest to a time; -1 for times that are not visible. */
  indexAt(time: number): number {
    const { from, to } = this.range;
    return time < from || time > to ? -1 : nearestPoint(this.set.times, time);
  }

  /** Makes a value axis show what a band covers. */
  zoomAxis(band: Band): void {
    const ends = endsBetween(this.layout, band);
    if (ends !== undefined) this.ends = { ...this.ends, [band.side]: ends };
  }

  /** Every value axis shows all its values again. */
  resetAxes(): void {
    this.ends = {};
  }

  pick(name: string, mode: PickMode): void {
    this.host.choose(pickSeries(this.props.chosen, this.#names, { name, mode }));
  }
}
