import type { Filter, Interval } from './datasource.ts';
import type { FieldConfig } from './dashboard.ts';
import type { Frame } from './frame.ts';
import type { Migrations } from './migration.ts';
import type { Static, TObject } from './options.ts';

/** What kind of frames a panel can draw. */
export type FrameShape = 'series' | 'table' | 'value';

/** Which series a viewer wants to see: only these, or all but these. */
export interface SeriesChoice {
  mode: 'only' | 'hide';
  names: readonly string[];
}

/** Something that happened, shown over a chart: a deployment, an incident. */
export interface Annotation {
  /** Of its own among those of a panel. */
  id: string;
  /** Epoch milliseconds UTC. */
  from: number;
  /** Of a span; absent: a moment. */
  to?: number | undefined;
  text: string;
  tags: readonly string[];
  /** What it is one of, "Deploys"; absent: made by hand. */
  source?: string | undefined;
  /** A CSS colour, or undefined for the panel's choice. */
  color?: string | undefined;
}

/** Everything a panel draws from. A new object for every change; frames are never mutated. */
export interface PanelProps<Options = unknown, FieldOptions = unknown> {
  /** Slug of the panel in its dashboard. */
  id: string;
  title: string;
  /** One frame per query of the panel, in the order of the file. */
  frames: readonly Frame[];
  /** Defaults filled in. */
  options: Options;
  /** By field or series name; `*` is for all. */
  fields: Readonly<Record<string, FieldConfig & Partial<FieldOptions>>>;
  /** The visible range; with `live` it moves on its own, see `PanelHost.now`. */
  range: Interval;
  /** Width of a time bucket in milliseconds; 0 when unknown. */
  stepMs: number;
  live: boolean;
  /** What the viewer chose for the dashboard's variables, by slug; an empty list is "all". */
  variables?: Readonly<Record<string, readonly string[]>> | undefined;
  /** In the order of time; panels without a time axis ignore them. */
  annotations?: readonly Annotation[] | undefined;
  /** What `PanelHost.choose` was last called with, by this viewer or in the link they followed. */
  chosen?: SeriesChoice | undefined;
  /** CSS pixels inside the panel's frame. */
  width: number;
  height: number;
}

/** What the host lends a panel. One per mounted panel. */
export interface PanelHost {
  /** Colours, type and spacing as computed from the tokens; a new object when the theme changes. */
  readonly theme: Theme;
  /** IANA name, or `utc`. */
  readonly timeZone: string;
  /**
   * The CSS colour of a series, a slice, a state among all names that the panel tells apart, hidden ones
   * too. It follows from these names alone, whatever their order: up to ten have ten colours, and panels
   * with the same names show them alike. A name keeps its colour while the dashboard is open.
   */
  color(name: string, among: readonly string[]): string;
  /** Now as the server has it, epoch milliseconds. */
  now(): number;
  /** The synchronised crosshair, in time. */
  readonly cursor: Cursor;
  /** Draws on the next animation frame; one scheduler for the page, at most once per frame and panel. */
  schedule(draw: () => void): void;
  /** A brush: sets the dashboard's range, undoable. */
  zoom(range: Interval): void;
  /** Back to the range before the last zoom; false when there is none. */
  zoomBack(): boolean;
  /** Whether choosing becomes anything here; without it marks need not look as if. */
  readonly canSelect?: boolean;
  /** A mark, a legend entry or a cell was chosen; the dashboard turns it into a filter. */
  select(filters: readonly Filter[]): void;
  /** The viewer isolated or hid series: kept in the URL, where Back undoes it; undefined shows all. */
  choose(series: SeriesChoice | undefined): void;
  /** A viewer points at a moment or a span to write down what happened; absent where they may not. */
  annotate?: ((range: Interval) => void) | undefined;
  /** A viewer asks what is different in a part of the range; absent where nobody may tell. */
  contrast?: ((part: Interval) => void) | undefined;
  /** A viewer chose an annotation: one made by hand can then be changed. */
  openAnnotation?: ((annotation: Annotation) => void) | undefined;
  /** Reads a text to screen readers, politely, debounced by the host. */
  announce(text: string): void;
  /** Where tooltips and menus go: above everything, outside the panel's clipping. */
  readonly portal: HTMLElement;
  /** One line that stands for the chart in the accessibility tree; replaces the last one. */
  summarize(text: string): void;
}

export interface Cursor {
  /** Epoch milliseconds under the pointer of any panel, or null. */
  readonly time: number | null;
  /** Id of the panel that moved it. */
  readonly source: string | null;
  /** Whether a panel also shows its values at a time that another one points at. */
  readonly hasTooltips?: boolean;
  move(time: number | null, source: string): void;
  /** Returns the function that ends the subscription. */
  subscribe(listener: () => void): () => void;
}

/** The tokens a canvas needs, resolved to CSS colours. */
export interface Theme {
  name: 'light' | 'dark';
  canvas: string;
  panel: string;
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  lineControl: string;
  grid: string;
  accent: string;
  accentWash: string;
  focus: string;
  live: string;
  ok: string;
  warn: string;
  crit: string;
  /** Ten colours, in order. */
  series: readonly string[];
  /** Nine steps, light to strong. */
  sequential: readonly string[];
  /** Nine steps, from strong below through faint in the middle to strong above. */
  diverging: readonly string[];
  fontSans: string;
  fontMono: string;
}

/** A mounted panel. */
export interface MountedPanel<Options = unknown, FieldOptions = unknown> {
  update(props: PanelProps<Options, FieldOptions>): void;
  /** The theme, time zone or series colours changed: draw again. */
  refresh?(): void;
  /** Leaves no listener, timer or element behind. */
  destroy(): void;
}

export interface PanelDefinition<
  Options extends TObject = TObject,
  FieldOptions extends TObject = TObject,
> {
  options: Options;
  /** Options per field, beside the standard ones of `FieldConfig`. */
  fieldOptions?: FieldOptions;
  /** What files say that were written for older options; `options.ts` exports them for the server. */
  migrations?: Migrations<'options' | 'fieldOptions'>;
  accepts: readonly FrameShape[];
  /** How well this panel suits these frames: 0 not at all, 1 made for it. */
  suggest(frames: readonly Frame[]): number;
  mount(
    element: HTMLElement,
    props: PanelProps<Static<Options>, Static<FieldOptions>>,
    host: PanelHost,
  ): MountedPanel<Static<Options>, Static<FieldOptions>>;
}

export function definePanel<Options extends TObject, FieldOptions extends TObject = TObject>(
  definition: PanelDefinition<Options, FieldOptions>,
): PanelDefinition<Options, FieldOptions> {
  return definition;
}
