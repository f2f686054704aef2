import { hiddenSeries, legendLine, zoomCorner, type PanelComponentProps } from '@heliostat/sdk/ui';
import { geoPath, type GeoPermissibleObjects } from 'd3-geo';
import { Camera, type Scene } from './camera.svelte.ts';
import { antarctica, coarseAtlas, loadFineAtlas, type Atlas, type Shape } from './atlas.ts';
import { readPlace, readRegion, type Contents, type Readout } from './describe.ts';
import type { Options } from './options.ts';
import { roundBounds, toPlaces } from './places.ts';
import { pointAt, projectPoints, shiftPoints, toPalette, type Points } from './points.ts';
import { placeOf, type Place } from './projection.ts';
import { toRegions, type Region } from './regions.ts';
import { toSteps } from './steps.ts';

type Input = PanelComponentProps<Options>;

/** From here on coarse outlines look as if cut with scissors. */
const fineZoom = 5;
/** Square pixels below which a country is hard to see. */
const smallArea = 14;
const noPoints: Points = {
  ...{ xs: new Float64Array(0), ys: new Float64Array(0), radii: new Float64Array(0) },
};

/** The state of one map, and everything derived from it and the panel's props. */
export class World {
  readonly #input: () => Input;
  #fine = $state.raw<Atlas>();
  /** The mark that is read: countries, the largest first, then points; −1 for none. */
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

  readonly options = $derived(this.props.options);
  readonly regions = $derived(toRegions(this.props.frames, this.options, this.props.fields));
  readonly places = $derived(toPlaces(this.props.frames, this.options, this.props.fields));
  readonly hasLegend = $derived(
    this.options.legend && this.props.height >= 140 && this.props.width >= 180,
  );
  /** A scale and its numbers, or a line that is pressed. */
  readonly legendHeight = Math.max(32, legendLine());
  readonly width = $derived(this.props.width);
  readonly height = $derived(
    Math.max(1, this.props.height - (this.hasLegend ? this.legendHeight : 0)),
  );

  /** What the zoom buttons take. */
  readonly corner = $derived(zoomCorner(this.props));

  readonly #hasAntarctica = $derived(
    this.regions?.regions.some(({ id }) => id === antarctica) ?? false,
  );
  /** Countries that the first view fits to, as one text. */
  readonly #fitKey = $derived(
    (this.regions?.regions ?? [])
      .map(({ id }) => id)
      .sort()
      .join(),
  );
  readonly #placesKey = $derived(this.places === undefined ? '' : roundBounds(this.places).join());
  readonly camera = new Camera(() => this.#scene());

  readonly #isGlobe = $derived(this.options.projection === 'orthographic');

  readonly wantsFine = $derived.by(() => {
    const { detail } = this.options;
    if (detail !== 'auto') return detail === 'fine';
    const isSmall = ({ id }: Region) => !coarseAtlas.byId.has(id);
    return this.camera.view.zoom >= fineZoom || (this.regions?.regions.some(isSmall) ?? false);
  });
  readonly atlas = $derived((this.wantsFine ? this.#fine : undefined) ?? coarseAtlas);
  readonly #isComplete = $derived(!this.wantsFine || this.#fine !== undefined);

  /** Countries that are drawn, the largest number first. */
  readonly shown = $derived(
    (this.regions?.regions ?? []).filter(({ id }) => this.atlas.byId.has(id)),
  );
  readonly contents: Contents = $derived.by(() => {
    const missing = (this.regions?.regions ?? []).filter(({ id }) => !this.atlas.byId.has(id));
    return {
      ...{ regions: this.regions, places: this.places },
      // Nobody knows before the fine outlines are there.
      shapeless: this.#isComplete ? missing.map(({ name }) => name) : [],
    };
  });

  readonly steps = $derived(
    this.regions &&
      toSteps(
        this.regions.regions.map(({ value }) => value),
        { config: this.regions.config, kind: this.options.scale, count: this.options.steps },
        this.host.theme,
      ),
  );
  readonly palette = $derived(
    this.places &&
      toPalette(this.places, {
        ...{ kind: this.options.scale, count: this.options.steps, theme: this.host.theme },
        color: (name, among) => this.host.color(name, among),
      }),
  );
  readonly hidden = $derived(hiddenSeries(this.props.chosen, this.palette?.names ?? []));

  /** SVG paths in the base of the chart. */
  readonly outlines = $derived.by(() => {
    const toLand = geoPath(this.camera.land).digits(2);
    const toPath = geoPath(this.camera.base).digits(2);
    const { outline, graticule, isGlobe } = this.camera.chart;
    const isDrawn = ({ id }: Shape) => isGlobe || this.#hasAntarctica || id !== antarctica;
    return {
      land: this.atlas.shapes
        .filter(isDrawn)
        .map((shape) => ({ shape, path: toLand(shape.outline) ?? '' })),
      outline: toPath(outline) ?? '',
      graticule: toPath(graticule) ?? '',
      areaOf: (shape: Shape) => toLand.area(shape.outline),
    };
  });
  readonly #positions = $derived(new Map(this.shown.map(({ id }, i) => [id, i])));
  /** Colours of countries by id; those without a number have none. */
  readonly shades = $derived(
    new Map(this.shown.map((region) => [region.id, this.#colorOf(region)])),
  );
  readonly centers: readonly (Place | undefined)[] = $derived(
    this.shown.map(({ id }) => {
      const shape = this.atlas.byId.get(id);
      return shape && placeOf(this.camera.chart, shape.center);
    }),
  );
  /** Positions of the countries that are too small to be seen: they get a dot. */
  readonly dots: readonly number[] = $derived.by(() => {
    const { areaOf } = this.outlines;
    const scale = this.camera.chart.shift.scale ** 2;
    return this.shown.flatMap(({ id }, i) => {
      const shape = this.atlas.byId.get(id);
      return shape !== undefined && areaOf(shape) * scale < smallArea ? [i] : [];
    });
  });
  readonly #projected: Points = $derived(
    this.places && this.palette
      ? projectPoints(this.places, { base: this.camera.base, isGlobe: this.#isGlobe }, (i) =>
          this.hidden.has(this.palette?.nameOf(i) ?? ''),
        )
      : noPoints,
  );
  readonly points: Points = $derived(shiftPoints(this.#projected, this.camera.chart.shift));

  /** Loads the fine outlines once they are wanted; without them the coarse ones stay. */
  async load(): Promise<void> {
    if (this.wantsFine && this.#fine === undefined) this.#fine = await loadFineAtlas();
  }

  /** The mark of a country by its id, −1 for one without a number. */
  markOf(id: string): number {
    return this.#positions.get(id) ?? -1;
  }

  /** The mark under the pointer: a point, else the country there. */
  markAt(place: Place, id: string | undefined): number {
    const point = pointAt(this.points, place);
    if (point >= 0) return this.shown.length + point;
    return id === undefined ? -1 : this.markOf(id);
  }

  placeOfMark(mark: number): Place | undefined {
    if (mark < this.shown.length) return this.centers[mark];
    const x = this.points.xs[mark - this.shown.length] ?? NaN;
    const y = this.points.ys[mark - this.shown.length] ?? NaN;
    return Number.isNaN(x) ? undefined : { x, y };
  }

  /** Where all marks are that the panel shows. */
  seenPlaces(): (Place | undefined)[] {
    const count = this.shown.length + this.points.xs.length;
    return Array.from({ length: count }, (_, mark) => {
      const at = this.placeOfMark(mark);
      const isSeen =
        at !== undefined && at.x >= 0 && at.y >= 0 && at.x <= this.width && at.y <= this.height;
      return isSeen ? at : undefined;
    });
  }

  read(mark: number): Readout | undefined {
    const region = this.shown[mark];
    if (region !== undefined && this.regions !== undefined)
      return readRegion(this.regions, region, this.#colorOf(region));
    const point = mark - this.shown.length;
    const { places, palette, host, props } = this;
    if (point < 0 || places?.rows[point] === undefined || palette === undefined) return;
    const look = { fields: props.fields, timeZone: host.timeZone, color: palette.colorOf(point) };
    return readPlace(places, point, look);
  }

  #scene(): Scene {
    const { projection, fit } = this.options;
    const { width, height, corner } = this;
    const marks = () => this.#fitMarks();
    return { projection, fit, width, height, corner, hasAntarctica: this.#hasAntarctica, marks };
  }

  #fitMarks(): GeoPermissibleObjects[] {
    const marks: GeoPermissibleObjects[] = this.#fitKey
      .split(',')
      .flatMap((id) => coarseAtlas.byId.get(id)?.body ?? []);
    const [west, south, east, north] = this.#placesKey.split(',').map(Number);
    if (west !== undefined && south !== undefined && east !== undefined && north !== undefined) {
      // A sheet is widest at the equator, or at the latitude nearest to it.
      const middle = Math.max(south, Math.min(north, 0));
      const corners = [south, middle, north].flatMap((latitude) => [
        [west, latitude],
        [east, latitude],
      ]);
      marks.push({ type: 'MultiPoint', coordinates: corners });
    }
    return marks;
  }

  #colorOf({ value }: Region): string {
    return this.steps?.steps[this.steps.stepOf(value)]?.color ?? this.host.theme.ink3;
  }
}
