import { countText, formatText, type Filter } from '@heliostat/sdk';
import {
  hiddenSeries,
  legendLine,
  legendRows,
  resolveColor,
  type CanvasDraw,
  type PanelComponentProps,
} from '@heliostat/sdk/ui';
import { extent } from 'd3-array';
import { Delaunay } from 'd3-delaunay';
import { densityFrom, toDensity } from './density.ts';
import type { Options } from './options.ts';
import { paintDensity, paintPoints } from './paint.ts';
import { layoutPlot, placePoints, radiiOf, type Plot } from './plot.ts';
import { toPoints, type Points } from './points.ts';
import { readCell, readPoint, type Readout } from './readout.ts';

type Input = PanelComponentProps<Options>;

const legendGap = 2;

/** The state of one cloud of points, and everything derived from it and the panel's props. */
export class Cloud {
  readonly #input: () => Input;
  /** The point or cell that is read; −1 for none. */
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

  readonly #options = $derived(this.props.options);
  readonly points: Points | undefined = $derived(
    toPoints(this.props.frames, this.#options, this.props.fields),
  );
  readonly names = $derived((this.points?.categories ?? []).map(({ name }) => name));
  readonly hidden = $derived(hiddenSeries(this.props.chosen, this.names));
  readonly isDense = $derived(
    this.#options.draw === 'density' ||
      (this.#options.draw === 'auto' && (this.points?.rows.length ?? 0) > densityFrom),
  );
  readonly hasLegend = $derived(
    this.#options.legend !== 'off' &&
      !this.isDense &&
      this.names.length > 1 &&
      this.props.height >= 140 &&
      this.props.width >= 160,
  );
  /** Points of each name, as the legend says them; nothing to say where every name is one point. */
  readonly counts = $derived.by(() => {
    const counts = (this.points?.categories ?? []).map(({ count }) => count);
    return counts.every((count) => count <= 1) ? undefined : counts;
  });
  /** Of one line, or of two where the panel is high enough. */
  readonly legendHeight = $derived.by(() => {
    if (!this.hasLegend) return 0;
    const rows = legendRows(this.names, this.props.width, this.counts === undefined ? [] : [0]);
    const lines = Math.min(rows, this.props.height >= 220 ? 2 : 1);
    return lines * legendLine() + legendGap;
  });
  readonly size = $derived({
    width: this.props.width,
    height: Math.max(0, this.props.height - this.legendHeight),
  });
  readonly plot: Plot | undefined = $derived(
    this.points &&
      layoutPlot(this.points, {
        ...this.size,
        options: this.#options,
        timeZone: this.host.timeZone,
      }),
  );
  readonly #places = $derived(
    this.points === undefined || this.plot === undefined
      ? { xs: new Float32Array(0), ys: new Float32Array(0) }
      : placePoints(
          this.points,
          this.plot,
          this.names.map((name) => this.hidden.has(name)),
        ),
  );
  readonly density = $derived(
    this.isDense && this.plot !== undefined ? toDensity(this.#places, this.plot.box) : undefined,
  );
  /** What can be pointed at: points, or the cells of a density. */
  readonly marks = $derived(this.density ?? this.#places);
  readonly radii = $derived(
    this.points === undefined ? new Float32Array(0) : radiiOf(this.points, this.#options.radius),
  );

  /** One for each category, or steps of a ramp for a number. */
  readonly colors: readonly string[] = $derived.by(() => {
    const { theme } = this.host;
    if (this.points?.color?.field.type === 'number') return theme.sequential.slice(2);
    const { names } = this;
    if (names.length < 2) return [resolveColor('series.1', theme)];
    return (this.points?.categories ?? []).map(({ name, isRest }) =>
      isRest ? theme.ink3 : this.host.color(name, names),
    );
  });
  readonly #shades = $derived(
    this.points === undefined ? new Uint8Array(0) : shadesOf(this.points),
  );

  readonly draw: CanvasDraw = $derived.by(() => {
    const { density, colors, radii, host } = this;
    const scene = { ...this.#places, radii, shades: this.#shades, colors };
    const { theme } = host;
    return (context) =>
      density === undefined ? paintPoints(context, scene) : paintDensity(context, density, theme);
  });

  /** Built when something first points at the plot, and again when its marks move. */
  readonly #nearest = $derived.by(() => {
    const { xs, ys } = this.marks;
    const known = [...xs.keys()].filter((i) => Number.isFinite((xs[i] ?? NaN) + (ys[i] ?? NaN)));
    const delaunay = Delaunay.from(
      known,
      (i) => xs[i] ?? 0,
      (i) => ys[i] ?? 0,
    );
    return { known, delaunay };
  });

  /** The mark nearest to a place of the plot, at most `reach` pixels away; −1 for none. */
  nearestTo(x: number, y: number, reach = 28): number {
    const { known, delaunay } = this.#nearest;
    const found = known.length === 0 ? undefined : known[delaunay.find(x, y)];
    if (found === undefined) return -1;
    const { xs, ys } = this.marks;
    return Math.hypot((xs[found] ?? 0) - x, (ys[found] ?? 0) - y) <= reach ? found : -1;
  }

  /** The next mark along an axis, in order of its position; the first one without a current mark. */
  stepFrom(mark: number, along: 'x' | 'y', direction: 1 | -1): number {
    const { known } = this.#nearest;
    const places = along === 'x' ? this.marks.xs : this.marks.ys;
    const order = [...known].sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0) || a - b);
    const at = order.indexOf(mark);
    const next = at < 0 ? 0 : Math.max(0, Math.min(order.length - 1, at + direction));
    return order[next] ?? -1;
  }

  read(mark: number): Readout | undefined {
    const { points, plot, density, host, props } = this;
    if (points === undefined || plot === undefined || mark < 0) return;
    if (density !== undefined) return readCell(points, mark, { plot, density });
    const color = this.colors[this.#shades[mark] ?? 0] ?? '';
    return readPoint(points, mark, { fields: props.fields, color, timeZone: host.timeZone });
  }

  /** A rectangle of the plot as filters over both measures. */
  filtersIn(from: { x: number; y: number }, to: { x: number; y: number }): Filter[] {
    const { points, plot } = this;
    if (points === undefined || plot === undefined) return [];
    const span = (field: string, a: number, b: number): Filter[] => [
      { field, op: '>=', value: Math.min(a, b) },
      { field, op: '<=', value: Math.max(a, b) },
    ];
    return [
      ...span(points.x.field.name, plot.x.toValue(from.x), plot.x.toValue(to.x)),
      ...span(points.y.field.name, plot.y.toValue(from.y), plot.y.toValue(to.y)),
    ];
  }

  /** What of the data is drawn otherwise, or not at all. */
  readonly notice = $derived.by(() => {
    const { density, points } = this;
    const parts = [
      density &&
        `${countText(density.total, 'point')}, up to ${formatText(density.max, { unit: 'none' })} in a cell`,
      points && points.omitted > 0 && `${countText(points.omitted, 'row')} without a place here`,
    ];
    return parts.filter(Boolean).join(' · ');
  });
}

/** The colour of each point: of its category, or by where its number lies between least and most. */
function shadesOf({ color, groups, rows }: Points): Uint8Array {
  if (color?.field.type !== 'number') return groups;
  const { values } = color.field;
  const [low = 0, high = 1] = extent(rows, (row) => values[row]) as [number?, number?];
  return Uint8Array.from(rows, (row) => {
    const share = ((values[row] ?? NaN) / 2 - low / 2) / (high / 2 - low / 2);
    return Number.isFinite(share) ? Math.max(0, Math.min(6, Math.round(share * 6))) : 0;
  });
}
